//! From what people write to the skills they mean.
//!
//! A mention is folded into words and read part by part: the longest run of words that is a known
//! spelling wins; levels, versions and filler are passed over; what follows a `no` or `without` is
//! taken back. A spelling that is also a plain word (`go`, `express`) counts only in a part that
//! holds nothing else unknown, so that prose is not mined for skills. The answer says how sure it
//! is: [`How`].

use super::fold::{Gap, Word, words};
use super::{Skill, SkillCategory, Taxonomy};

/// The most words of one spelling.
const SPELLING_WORDS_MAX: usize = 6;

/// A word is mended only from this length: shorter names are too close to each other.
const TYPO_WORD_CHARS_MIN: usize = 6;

/// The least length of the name it is mended to.
const TYPO_NAME_CHARS_MIN: usize = 5;

/// After these a plain word at the end of a part is a skill: `written in Go`, `hecho en go`.
const LEADS: [&str; 8] = ["en", "in", "con", "with", "using", "usando", "em", "com"];

/// How a skill was found in a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Everything that was said is understood.
    Whole,
    /// One letter was mended, to the only name that is so near.
    Mended,
    /// Found beside words that are not understood.
    Partly,
}

/// A skill found in a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'t> {
    /// Which.
    pub skill: &'t Skill,
    /// How it was found.
    pub how: How,
}

/// What a mention means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution<'t> {
    /// One skill.
    Known(Named<'t>),
    /// Two skills or more, each once, in the order they were said.
    Several(Vec<Named<'t>>),
    /// It says that there is nothing to name: `none`, `N/A`, `-`.
    NothingMeant,
    /// Nothing we know.
    Unknown,
}

impl<'t> Resolution<'t> {
    /// The skills, in the order they were said.
    pub fn named(&self) -> &[Named<'t>] {
        match self {
            Self::Known(named) => std::slice::from_ref(named),
            Self::Several(all) => all,
            Self::NothingMeant | Self::Unknown => &[],
        }
    }

    /// Their slugs, in the order they were said.
    pub fn slugs(&self) -> Vec<&'t str> {
        self.named().iter().map(|named| named.skill.slug.as_str()).collect()
    }

    /// How the least sure of them was found; none when nothing was.
    pub fn how(&self) -> Option<How> {
        self.named().iter().map(|named| named.how).max()
    }
}

/// A spelling found: which skill, and whether it is also a plain word.
#[derive(Clone, Copy)]
struct Hit {
    place: usize,
    plain: bool,
}

/// What one part of a mention gave.
#[derive(Default)]
struct Part {
    found: Vec<(usize, How)>,
    denied: bool,
    /// Words that say nothing we know.
    n_alien: usize,
}

impl Taxonomy {
    /// What `mention` means. Case, accents, punctuation, blanks and versions do not matter; of a
    /// longer text the first thousand characters are read.
    pub fn resolve(&self, mention: &str) -> Resolution<'_> {
        let words = words(mention);
        if words.is_empty() {
            return Resolution::NothingMeant;
        }
        if words.iter().skip(1).all(|word| word.gap < Gap::Hard)
            && let Some(hit) = self.spelled(&joined(&words))
        {
            return self.conclude(&[(hit.place, How::Whole)], false);
        }
        let mut found = Vec::new();
        let (mut denied, mut n_alien) = (false, 0);
        for part in words.chunk_by(|_, next| next.gap == Gap::Weak) {
            let part = self.read_part(part);
            found.extend(part.found);
            denied |= part.denied;
            n_alien += part.n_alien;
        }
        if n_alien > 0 {
            for (_, how) in &mut found {
                *how = How::Partly;
            }
        }
        self.conclude(&found, denied)
    }

    fn conclude(&self, found: &[(usize, How)], denied: bool) -> Resolution<'_> {
        let mut all: Vec<Named<'_>> = Vec::new();
        for &(place, how) in found {
            if let Some(skill) = self.skills.get(place)
                && all.iter().all(|named| named.skill.slug != skill.slug)
            {
                all.push(Named { skill, how });
            }
        }
        match all.as_slice() {
            [] if denied => Resolution::NothingMeant,
            [] => Resolution::Unknown,
            [one] => Resolution::Known(*one),
            _ => Resolution::Several(all),
        }
    }

    /// Reads words between which nothing parts.
    fn read_part(&self, part: &[Word]) -> Part {
        let whole = joined(part);
        if self.words.nothing.contains(&whole) {
            return Part { denied: true, ..Part::default() };
        }
        if self.words.decoys.contains(&whole) {
            return Part { n_alien: 1, ..Part::default() };
        }
        let scan = self.scan(part);
        let mended = match scan.aliens.as_slice() {
            &[at] => part.get(at).and_then(|word| Some((at, self.mended(&word.text)?))),
            _ => None,
        };
        let n_alien = if mended.is_some() { 0 } else { scan.aliens.len() };
        let mut found: Vec<(usize, (usize, How))> = scan
            .hits
            .iter()
            .filter(|&&(at, n_words, hit)| n_alien == 0 || !hit.plain || led(part, at, n_words))
            .map(|&(at, _, hit)| (at, (hit.place, How::Whole)))
            .chain(mended.map(|(at, place)| (at, (place, How::Mended))))
            .collect();
        found.sort_unstable_by_key(|&(at, _)| at);
        let found = found.into_iter().map(|(_, found)| found).collect();
        Part { found, denied: scan.denied, n_alien }
    }

    fn scan(&self, part: &[Word]) -> Scan {
        let mut scan = Scan::default();
        let mut at = 0;
        while let Some(word) = part.get(at) {
            let text = word.text.as_str();
            if let Some((n_words, hit)) = self.longest(part, at) {
                scan.hits.push((at, n_words, hit));
                at += n_words;
            } else if self.words.negations.contains(text) {
                scan.denied = true;
                let back = part.iter().skip(at);
                at += back.take_while(|word| !self.words.contrasts.contains(&word.text)).count();
            } else {
                if !self.says_nothing(text) {
                    scan.aliens.push(at);
                }
                at += 1;
            }
        }
        scan
    }

    /// The longest spelling that starts here.
    fn longest(&self, part: &[Word], at: usize) -> Option<(usize, Hit)> {
        let rest = part.get(at..)?;
        let first = rest.first()?;
        let n_max = rest.len().min(SPELLING_WORDS_MAX);
        (1..=n_max).rev().find_map(|n_words| {
            let run = rest.get(..n_words)?;
            let all_of_it = n_words == part.len();
            // `no de ...` is not Node, and the vendor in `Apache Kafka` not Apache's web server.
            let torn = n_words > 1 && run.iter().any(|word| self.is_hinge(&word.text));
            let vendor = n_words == 1 && rest.len() > 1 && self.words.noise.contains(&first.text);
            if !all_of_it && (torn || vendor) {
                return None;
            }
            self.spelled(&joined(run)).map(|hit| (n_words, hit))
        })
    }

    /// A word that joins or denies, at which no name may be stitched together.
    fn is_hinge(&self, text: &str) -> bool {
        self.words.negations.contains(text)
            || self.words.contrasts.contains(text)
            || (text.len() <= 2 && self.words.noise.contains(text))
    }

    /// Filler, a level, a version, a count of years.
    fn says_nothing(&self, text: &str) -> bool {
        self.words.noise.contains(text)
            || self.words.contrasts.contains(text)
            || is_version(text.strip_prefix('v').unwrap_or(text))
    }

    /// A spelling as it stands, without its version, or without an ending its kind allows.
    fn spelled(&self, key: &str) -> Option<Hit> {
        if self.words.decoys.contains(key) {
            return None;
        }
        let bare = without_version(key);
        self.hit(key).or_else(|| self.hit(bare)).or_else(|| self.without_ending(bare))
    }

    fn hit(&self, key: &str) -> Option<Hit> {
        let plain = self.words.plain.contains(key);
        self.spellings.get(key).map(|&place| Hit { place, plain })
    }

    /// `hapijs` is hapi because hapi is written in JavaScript; `javajs` is not Java.
    fn without_ending(&self, key: &str) -> Option<Hit> {
        ["js", "lang", "database", "db"].into_iter().find_map(|ending| {
            let stem = key.strip_suffix(ending)?;
            let place = *self.spellings.get(stem)?;
            let skill = self.skills.get(place)?;
            let fits = match ending {
                "js" => self.implied(&skill.slug).any(|other| other.slug == "javascript"),
                "lang" => skill.category == SkillCategory::Language,
                _ => skill.category == SkillCategory::Database,
            };
            // With its ending it is no plain word any more.
            fits.then_some(Hit { place, plain: false })
        })
    }

    /// The only skill one slip of the hand away from a word: same first letter, letters only.
    fn mended(&self, word: &str) -> Option<usize> {
        let letters: Vec<char> = word.chars().collect();
        let first = letters.first()?.to_string();
        if letters.len() < TYPO_WORD_CHARS_MIN || !letters.iter().all(|ch| ch.is_alphabetic()) {
            return None;
        }
        let mut near = None;
        for (key, &place) in
            self.spellings.range(first.clone()..).take_while(|(key, _)| key.starts_with(&first))
        {
            let name: Vec<char> = key.chars().collect();
            let safe = name.len() >= TYPO_NAME_CHARS_MIN && !self.words.plain.contains(key);
            if safe && one_slip(&letters, &name) && near.replace(place).is_some_and(|p| p != place)
            {
                return None;
            }
        }
        near
    }
}

/// Hits of a part before it is decided which count: where, how many words, what.
#[derive(Default)]
struct Scan {
    hits: Vec<(usize, usize, Hit)>,
    denied: bool,
    aliens: Vec<usize>,
}

fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect()
}

/// A plain word that ends its part right after `in` or `with`.
fn led(part: &[Word], at: usize, n_words: usize) -> bool {
    at + n_words == part.len()
        && at
            .checked_sub(1)
            .and_then(|before| part.get(before))
            .is_some_and(|word| LEADS.contains(&word.text.as_str()))
}

fn is_version(text: &str) -> bool {
    text.starts_with(|ch: char| ch.is_ascii_digit())
        && text.chars().all(|ch| ch.is_ascii_digit() || matches!(ch, '.' | '+' | 'x'))
}

/// `postgres14` without the 14. At least two characters must be left: `r2` is not R.
fn without_version(key: &str) -> &str {
    let bare = match key.strip_suffix(['+', 'x']) {
        Some(bare) if bare.ends_with(|ch: char| ch.is_ascii_digit() || ch == '.') => bare,
        _ => key,
    };
    let bare = bare.trim_end_matches(|ch: char| ch.is_ascii_digit() || ch == '.');
    if bare.chars().nth(1).is_some() { bare } else { key }
}

/// True when one letter is missing, added, changed or swapped with its neighbour.
fn one_slip(a: &[char], b: &[char]) -> bool {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(head..).unwrap_or_default(), b.get(head..).unwrap_or_default());
    match (a, b) {
        ([_, rest_a @ ..], [_, rest_b @ ..]) if rest_a == rest_b => true,
        ([_, rest_a @ ..], _) if rest_a == b => true,
        (_, [_, rest_b @ ..]) if a == rest_b => true,
        ([a1, a2, rest_a @ ..], [b1, b2, rest_b @ ..]) => a1 == b2 && a2 == b1 && rest_a == rest_b,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
