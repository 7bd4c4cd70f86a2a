//! Names in the letters every bank reads: the Latin character set of SWIFT, known as X.

use deunicode::deunicode_char;

/// True for a character every bank reads.
fn is_plain(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(ch)
}

/// `text` in at most `len_max` plain characters: letters and digits of any script by their sound,
/// signs by the plain sign like them, `&` as `+`, and a point for whatever has neither.
///
/// Emoji have names in English, and nobody is called that: they are signs with none like them.
///
/// # Source
/// European Payments Council, EPC217-08, best practices for an extended character
/// set, as banks quote it, read 2026-11-28.
pub(super) fn text(text: &str, len_max: usize) -> String {
    let mut plain = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            ch if is_plain(ch) => plain.push(ch),
            '&' => plain.push('+'),
            ch => match deunicode_char(ch) {
                Some(sound) if ch.is_alphanumeric() || !sound.contains(char::is_alphanumeric) => {
                    plain.extend(sound.chars().map(|ch| if is_plain(ch) { ch } else { '.' }));
                }
                Some(_) | None => plain.push('.'),
            },
        }
    }
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    let cut: String = words.join(" ").chars().take(len_max).collect();
    cut.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: &str, expected: &str) {
        assert_eq!(text(given, 140), expected);
    }

    #[test]
    fn letters_of_any_script_are_written_by_their_sound() {
        check("José Ñandú Müller-O'Higgins", "Jose Nandu Muller-O'Higgins");
        check("Łukasz Åse Straße Þór", "Lukasz Ase Strasse Thor");
        check("Ünal Işık", "Unal Isik");
        check("Иванов", "Ivanov");
        check("李 小龍", "Li Xiao Long");
    }

    #[test]
    fn signs_become_the_plain_sign_like_them() {
        check("O’Higgins – Söhne & Co", "O'Higgins - Sohne + Co");
    }

    #[test]
    fn what_has_no_likeness_becomes_a_point() {
        check("Ana 😀", "Ana .");
        check("<&>", ".+.");
        check("=1_2\"3", ".1.2.3");
    }

    #[test]
    fn a_long_name_ends_at_the_limit() {
        assert_eq!(text(&"ß".repeat(71), 140), "s".repeat(140));
        assert_eq!(text("abc d", 4), "abc");
    }
}
