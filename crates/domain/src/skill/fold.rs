//! Folding: what makes two spellings of a name the same, and how an answer falls into words.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of an answer that are looked at: the longest real ones are a few sentences.
pub(super) const MENTION_CHARS_MAX: usize = 1_000;

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// A blank, a hyphen, a slash: the two may be one name, as in `PL/SQL`.
    Weak,
    /// A bracket: one name only when all of the answer is, as in `Visual Basic (.Net)`.
    Bracket,
    /// A comma, the end of a sentence: never one name.
    Hard,
}

/// One folded word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) gap: Gap,
}

/// Small letters without accents, in compatible form.
fn fold(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .take(MENTION_CHARS_MAX)
        .nfkd()
        .filter(|ch| !is_combining_mark(*ch) && !matches!(ch, '\'' | '’' | '`' | '´'))
        .flat_map(char::to_lowercase)
        .map(|ch| if ch == '♯' { '#' } else { ch })
}

/// The folded spelling: its words run together.
pub(super) fn fold_key(text: &str) -> String {
    words(text).into_iter().map(|word| word.text).collect()
}

/// The folded words of an answer. `+`, `#` and `.` stay where they are part of a word: `c++`,
/// `c#`, `3.1`, `2+`.
pub(super) fn words(text: &str) -> Vec<Word> {
    let chars: Vec<char> = fold(text).collect();
    let mut reader = Reader::default();
    let mut rest = chars.as_slice();
    while let Some((&ch, after)) = rest.split_first() {
        rest = reader.take(ch, after);
    }
    reader.end_word();
    reader.words
}

struct Reader {
    words: Vec<Word>,
    text: String,
    gap: Gap,
    /// The character before, a blank at the start.
    before: char,
}

impl Default for Reader {
    fn default() -> Self {
        Self { words: Vec::new(), text: String::new(), gap: Gap::Weak, before: ' ' }
    }
}

impl Reader {
    /// Takes one character, and those that belong to it; returns what is left.
    fn take<'c>(&mut self, ch: char, after: &'c [char]) -> &'c [char] {
        let next = after.first().copied().unwrap_or(' ');
        let before = std::mem::replace(&mut self.before, ch);
        match ch {
            _ if ch.is_alphanumeric() => self.text.push(ch),
            '.' if before.is_ascii_digit() && (next.is_ascii_digit() || next == 'x') => {
                self.text.push(ch);
            }
            '.' if before.is_alphanumeric() && next.is_whitespace() => self.part(Gap::Hard),
            '+' => return self.plus(next, after),
            '#' => self.attach("#"),
            '-' if before.is_whitespace() || next.is_whitespace() => self.part(Gap::Hard),
            '.' | '-' | '/' | '&' | '_' | '@' | '%' | '*' | '\\' | '=' | '~' => {
                self.part(Gap::Weak);
            }
            '(' | ')' | '[' | ']' | '{' | '}' => self.part(Gap::Bracket),
            '\n' | '\r' | '\t' => self.part(Gap::Hard),
            _ if ch.is_whitespace() => self.part(Gap::Weak),
            _ => self.part(Gap::Hard),
        }
        after
    }

    /// Two make a name (`c++`), one after a digit a version (`2+`), any other is a list.
    fn plus<'c>(&mut self, next: char, after: &'c [char]) -> &'c [char] {
        if next == '+' {
            self.attach("++");
            return after.get(1..).unwrap_or_default();
        }
        if self.text.ends_with(|ch: char| ch.is_ascii_digit()) && !next.is_alphanumeric() {
            self.text.push('+');
        } else if next.is_alphanumeric() || self.text.is_empty() {
            self.part(Gap::Hard);
        } else {
            self.part(Gap::Weak);
        }
        after
    }

    /// A sign that belongs to the word before it, also across a blank when that is one letter:
    /// `c #`.
    fn attach(&mut self, sign: &str) {
        if !self.text.is_empty() {
            self.text.push_str(sign);
        } else if self.gap == Gap::Weak
            && let Some(last) = self.words.last_mut()
            && last.text.chars().count() == 1
        {
            last.text.push_str(sign);
        }
    }

    fn part(&mut self, gap: Gap) {
        self.end_word();
        self.gap = self.gap.max(gap);
    }

    fn end_word(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.words.push(Word { text, gap: self.gap });
            self.gap = Gap::Weak;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shown = words(text).into_iter().map(|word| match word.gap {
            Gap::Weak => word.text,
            Gap::Bracket => format!("({}", word.text),
            Gap::Hard => format!(", {}", word.text),
        });
        assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{text}");
    }

    #[test]
    fn case_accents_and_punctuation_fold_away() {
        check("  Árbol-NODE.js ", "arbol node js");
        check("framework's", "frameworks");
        check("Ｐｙｔｈｏｎ", "python");
    }

    #[test]
    fn signs_that_are_part_of_a_name_stay() {
        check("C++/C#", "c++ c#");
        check("C # y C ++", "c# y c++");
        check("C♯", "c#");
        check("X++", "x++");
        check("C++17", "c++17");
    }

    #[test]
    fn a_single_plus_lists_or_marks_a_version() {
        check("HTML+CSS", "html , css");
        check("HTML + CSS", "html , css");
        check("Angular 2+", "angular 2+");
        check("A+", "a");
    }

    #[test]
    fn versions_keep_their_dots() {
        check(".NET Core 3.1", "net core 3.1");
        check("Python 3.x.", "python 3.x");
    }

    #[test]
    fn commas_sentences_and_dashes_part() {
        check("a, b; c|d", "a , b , c , d");
        check("None. I manage", "none , i manage");
        check("Vanilla node - Next.js", "vanilla node , next js");
        check("Groovy (Apache Groovy)", "groovy (apache groovy");
    }
}
