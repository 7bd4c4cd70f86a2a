//! The published files: stacks of two surveys, and links between tags.

use std::path::Path;

use sereno_domain::skill::Taxonomy;

use super::stack::Stack;

/// Columns of the Colombian survey with a stack: the first, and the one after the last. Languages,
/// frameworks and databases, each answer in a column of its own.
const COLOMBIA: (usize, usize) = (20, 79);

/// Two tags that stand together in what people say of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    /// Place of the one in the taxonomy.
    pub(crate) a: usize,
    /// Place of the other.
    pub(crate) b: usize,
    /// How closely, in hundredths; what the publisher draws goes from 20 to 140.
    pub(crate) hundredths: u32,
}

/// What the folder holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Public {
    /// Stacks, in the order of the files.
    pub(crate) stacks: Vec<Stack>,
    /// Links between skills, each once.
    pub(crate) links: Vec<Link>,
}

/// Reads a folder of published files; a file that is not there gives nothing.
pub(crate) fn read(folder: &Path, taxonomy: &Taxonomy) -> Public {
    let mut stacks = Vec::new();
    for row in rows(&folder.join("developers/stackoverflow-2025.csv"), 0) {
        stacks.extend(Stack::read(taxonomy, row[row.len() - 1].split(';')));
    }
    for row in rows(&folder.join("developers/colombia-2021.csv"), 1) {
        let mentions = (COLOMBIA.0..COLOMBIA.1).filter_map(|at| row.get(at));
        stacks.extend(Stack::read(taxonomy, mentions));
    }
    let mut links: Vec<Link> = rows(&folder.join("taxonomy/so_tag_network_links.csv"), 0)
        .iter()
        .filter_map(|row| link(taxonomy, row))
        .collect();
    links.sort_by_key(|link| (link.a, link.b, std::cmp::Reverse(link.hundredths)));
    links.dedup_by_key(|link| (link.a, link.b));
    Public { stacks, links }
}

/// Rows after the header and `n_more` rows below it.
fn rows(path: &Path, n_more: usize) -> Vec<csv::StringRecord> {
    let Ok(mut reader) = csv::ReaderBuilder::new().flexible(true).from_path(path) else {
        return Vec::new();
    };
    reader.records().skip(n_more).map(Result::unwrap).collect()
}

fn link(taxonomy: &Taxonomy, row: &csv::StringRecord) -> Option<Link> {
    let place = |tag: &str| match taxonomy.resolve(&tag.replace('-', " ")).slugs()[..] {
        [slug] => taxonomy.place(slug),
        _ => None,
    };
    let (a, b) = (place(row.get(0)?)?, place(row.get(1)?)?);
    let (whole, rest) = row.get(2)?.split_once('.')?;
    let hundredths = whole.parse::<u32>().ok()? * 100 + rest.get(..2)?.parse::<u32>().ok()?;
    (a != b).then_some(Link { a: a.min(b), b: a.max(b), hundredths })
}

impl Public {
    /// Every other stack, from the first or the second, and the rest; the links go with the first.
    pub(crate) fn halves(&self, from: usize) -> (Self, Self) {
        let every_other = |from: usize| self.stacks.iter().skip(from).step_by(2).cloned().collect();
        (
            Self { stacks: every_other(from), links: self.links.clone() },
            Self { stacks: every_other(1 - from), links: Vec::new() },
        )
    }
}
