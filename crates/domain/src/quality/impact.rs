//! Whether the lists keep some group out: the four-fifths rule on columns that scoring never sees.
//!
//! Every night holds every developer against every open role, so every such pair is an application
//! and a place on the list is a selection. Beside that rate stands the plainer one, the share of a
//! group's members who are on any list at all; a group is judged by the worse of the two.
//!
//! The groups come in a file of their own and end here: nothing in scoring can name them.
//!
//! # Source
//! Uniform Guidelines on Employee Selection Procedures (1978), 29 CFR 1607.4 D, read 2026-11-27: a
//! selection rate below four fifths of the rate of the group with the highest will generally be
//! regarded as evidence of adverse impact; differences in small numbers may not be. A ratio is a
//! reason to look, not a finding.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::PER_MILLE;
use super::stability::TOP_PLACES;
use super::table::{self, Table, TableError};
use crate::clean_text::CleanText;
use crate::id::DeveloperId;
use crate::matching::frozen::Facts;
use crate::matching::{RoleResult, SHORTLIST_LEN};
use crate::vocabulary::vocabulary;

/// First line of a file of audit groups.
pub const HEADER: [&str; 3] = ["developer", "column", "group"];

/// Four fifths.
pub const RATIO_MIN: u32 = 800;

/// Members of a group from which its rate says something. The guidelines name no number; below
/// thirty one person more or less moves a rate of a tenth by a third of itself.
pub const GROUP_MEMBERS_MIN: u32 = 30;

/// Places that are looked at, each by itself.
pub const CUTS: [usize; 2] = [TOP_PLACES, SHORTLIST_LEN];

vocabulary! {
    /// What a group's rates say.
    "verdict on a group" GroupVerdict {
        /// Has the highest rate by either count, and four fifths of it by the other.
        Highest = "highest",
        /// At least four fifths of the highest rate.
        Within = "within",
        /// Less than four fifths: look why.
        Below = "below",
        /// Too small for a rate to say anything.
        TooSmall = "too_small",
    }
}

/// One group, in the first places of every list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupLine {
    /// Which.
    pub group: CleanText,
    /// Members among the developers scored.
    pub n_members: u32,
    /// Members on at least one list.
    pub n_listed: u32,
    /// Their share, in per mille.
    pub listed: u32,
    /// That share against the highest of any group, in per mille; none when too small or no group
    /// has one.
    pub listed_ratio: Option<u32>,
    /// Places of members on all lists.
    pub n_places: u64,
    /// Places of a thousand members.
    pub places: u32,
    /// That rate against the highest of any group, in per mille; none when too small or no group
    /// has one.
    pub places_ratio: Option<u32>,
    /// What it comes to.
    pub verdict: GroupVerdict,
}

/// The groups of a column, in the first places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CutImpact {
    /// How many places of each list are looked at.
    pub n_places_max: usize,
    /// By name.
    pub groups: Vec<GroupLine>,
}

/// One audit column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnImpact {
    /// Which.
    pub column: CleanText,
    /// Developers scored of whom the column says nothing.
    pub n_unknown: u32,
    /// For the first ten places and for all.
    pub cuts: Vec<CutImpact>,
}

/// Who belongs where, by column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditGroups(BTreeMap<CleanText, BTreeMap<DeveloperId, CleanText>>);

impl AuditGroups {
    /// Reads a file: `developer,column,group`, one fact a line.
    ///
    /// # Errors
    /// [`TableError`] when nothing of it can be used.
    pub fn read(text: &str) -> Result<Table<Self>, TableError> {
        table::read(text, HEADER, |groups: &mut Self, [developer, column, group]| {
            let developer_id = table::id("developer", developer)?;
            let (column, group) = (CleanText::new(column), CleanText::new(group));
            if column.is_empty() || group.is_empty() {
                let wrong = "the column or the group is empty".to_owned();
                return Err((wrong, "write both, or leave the row out".to_owned()));
            }
            let of_column = groups.0.entry(column).or_default();
            if of_column.contains_key(&developer_id) {
                let wrong =
                    format!("developer {developer_id} is in a group of this column already");
                return Err((wrong, "keep one row".to_owned()));
            }
            of_column.insert(developer_id, group);
            Ok(())
        })
    }
}

/// Counts of one group.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_field_names, reason = "everything that is counted is called so")]
struct Counts {
    n_members: u32,
    n_listed: u32,
    n_places: u64,
}

/// The rates of every group of every column.
pub fn measure(
    groups: &AuditGroups,
    developers: &[Facts],
    results: &[RoleResult],
) -> Vec<ColumnImpact> {
    let scored: BTreeSet<DeveloperId> = developers.iter().map(|facts| facts.developer_id).collect();
    let columns = groups.0.iter().map(|(column, members)| {
        let known: BTreeMap<DeveloperId, &CleanText> = members
            .iter()
            .filter(|(id, _)| scored.contains(id))
            .map(|(id, group)| (*id, group))
            .collect();
        ColumnImpact {
            column: column.clone(),
            n_unknown: u32::try_from(scored.len() - known.len()).unwrap_or(u32::MAX),
            cuts: CUTS.map(|n_places_max| cut(n_places_max, &known, results)).into(),
        }
    });
    columns.collect()
}

fn cut(
    n_places_max: usize,
    known: &BTreeMap<DeveloperId, &CleanText>,
    results: &[RoleResult],
) -> CutImpact {
    let mut places: BTreeMap<DeveloperId, u64> = BTreeMap::new();
    for found in results.iter().flat_map(|result| result.shortlist.iter().take(n_places_max)) {
        *places.entry(found.developer_id).or_default() += 1;
    }
    let mut counts: BTreeMap<&CleanText, Counts> = BTreeMap::new();
    for (developer_id, group) in known {
        let n_places = places.get(developer_id).copied().unwrap_or(0);
        let counts = counts.entry(group).or_default();
        counts.n_members += 1;
        counts.n_listed += u32::from(n_places > 0);
        counts.n_places += n_places;
    }
    CutImpact { n_places_max, groups: lines(&counts) }
}

fn lines(counts: &BTreeMap<&CleanText, Counts>) -> Vec<GroupLine> {
    let big = || counts.values().filter(|counts| counts.n_members >= GROUP_MEMBERS_MIN);
    let listed_most = highest(big().map(|counts| (u64::from(counts.n_listed), counts.n_members)));
    let places_most = highest(big().map(|counts| (counts.n_places, counts.n_members)));
    let line = |(group, counts): (&&CleanText, &Counts)| {
        let rate = |n: u64| per_mille(u128::from(n), u128::from(counts.n_members));
        let n_listed = u64::from(counts.n_listed);
        let small = counts.n_members < GROUP_MEMBERS_MIN;
        let against = |n, most| if small { None } else { ratio((n, counts.n_members), most) };
        let listed_ratio = against(n_listed, listed_most);
        let places_ratio = against(counts.n_places, places_most);
        GroupLine {
            group: (*group).clone(),
            n_members: counts.n_members,
            n_listed: counts.n_listed,
            listed: rate(n_listed),
            listed_ratio,
            n_places: counts.n_places,
            places: rate(counts.n_places),
            places_ratio,
            verdict: if small {
                GroupVerdict::TooSmall
            } else {
                verdict([listed_ratio, places_ratio])
            },
        }
    };
    counts.iter().map(line).collect()
}

fn verdict(ratios: [Option<u32>; 2]) -> GroupVerdict {
    let ratios = || ratios.into_iter().flatten();
    if ratios().any(|ratio| ratio < RATIO_MIN) {
        GroupVerdict::Below
    } else if ratios().any(|ratio| ratio == PER_MILLE) {
        GroupVerdict::Highest
    } else {
        GroupVerdict::Within
    }
}

/// The rate as a fraction, so that a ratio of two is rounded once.
type Rate = (u64, u32);

fn highest(rates: impl Iterator<Item = Rate>) -> Option<Rate> {
    let more = |a: &Rate, b: &Rate| {
        (u128::from(a.0) * u128::from(b.1)).cmp(&(u128::from(b.0) * u128::from(a.1)))
    };
    rates.max_by(more).filter(|(n, _)| *n > 0)
}

fn ratio(of: Rate, most: Option<Rate>) -> Option<u32> {
    let (n, members) = most?;
    Some(per_mille(u128::from(of.0) * u128::from(members), u128::from(of.1) * u128::from(n)))
}

/// Rounded down.
fn per_mille(n: u128, of: u128) -> u32 {
    let share = (n * u128::from(PER_MILLE)).checked_div(of).unwrap_or(0);
    u32::try_from(share).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A group of so many members, so many of them on so many lists each.
    fn group(n_members: u32, n_listed: u32, n_places: u64) -> Counts {
        Counts { n_members, n_listed, n_places }
    }

    fn check(groups: &[Counts], expected: &[(Option<u32>, Option<u32>, &str)]) {
        let names: Vec<CleanText> =
            (0..groups.len()).map(|at| CleanText::new(&at.to_string())).collect();
        let counts = names.iter().zip(groups.iter().copied()).collect();
        let found: Vec<_> = lines(&counts)
            .into_iter()
            .map(|line| (line.listed_ratio, line.places_ratio, line.verdict.name()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn four_fifths_is_within_and_a_hair_less_is_not() {
        check(
            &[group(1_000, 500, 500), group(1_000, 400, 400), group(1_000, 399, 400)],
            &[
                (Some(1_000), Some(1_000), "highest"),
                (Some(800), Some(800), "within"),
                (Some(798), Some(800), "below"),
            ],
        );
    }

    #[test]
    fn a_group_with_few_of_many_places_is_below_though_its_members_are_listed() {
        check(
            &[group(100, 90, 900), group(100, 90, 600)],
            &[(Some(1_000), Some(1_000), "highest"), (Some(1_000), Some(666), "below")],
        );
    }

    #[test]
    fn small_groups_have_no_ratio_and_set_no_mark() {
        check(
            &[group(29, 29, 290), group(30, 15, 15), group(30, 12, 12)],
            &[
                (None, None, "too_small"),
                (Some(1_000), Some(1_000), "highest"),
                (Some(800), Some(800), "within"),
            ],
        );
    }

    #[test]
    fn nobody_on_any_list_is_no_difference() {
        check(&[group(30, 0, 0), group(40, 0, 0)], &[(None, None, "within"); 2]);
    }

    #[test]
    fn a_file_of_groups() {
        let text = "developer,column,group\n1,gender,f\n2,gender,m\n1,gender,m\nx,gender,f\n3,,f\n";
        let table = AuditGroups::read(text).unwrap();
        assert_eq!(table.n_rows, 2);
        let refused: Vec<String> = table.refused.iter().map(ToString::to_string).collect();
        assert_eq!(
            refused,
            [
                "line 4: developer 1 is in a group of this column already: keep one row",
                "line 5: developer `x` is not a number: write the developer's number, as `sereno matches` shows it",
                "line 6: the column or the group is empty: write both, or leave the row out",
            ]
        );
    }
}
