//! Where boards call developers by name. Who is read from the database goes by number; names are put
//! in afterwards, in one place, where it is noted who looked at whom.

use super::answer::{ChangesBoard, CompareBoard, People, RoleBoard, WhatIfBoard};
use super::best_roles::BestRolesBoard;
use super::choice::StepsBoard;
use super::client::ClientBoard;
use super::finding::{FindingBoard, FindingLine, FindingsBoard};
use super::model::PreviewBoard;
use super::payroll::{
    AnomaliesBoard, AnomalyLine, ItemBoard, ItemLine, ItemsBoard, PayrollBoard, VarianceBoard,
};
use super::person::{PeopleBoard, PersonBoard};
use super::placement::{PlacementBoard, PlacementLine, PlacementsBoard};
use super::vetting::VettingBoard;
use super::{RoleLine, RolesBoard, ShortlistBoard, WhyBoard};
use crate::clean_text::CleanText;
use crate::id::DeveloperId;
use crate::replacement::CaseLine;

/// Whom something is about, and where their name goes.
pub type Name<'a> = (DeveloperId, &'a mut CleanText);

/// Something that calls developers by name.
pub trait Named {
    /// Every name in it.
    fn names(&mut self) -> Vec<Name<'_>>;
}

/// How a developer is called whose name is not known, not shown, or gone.
pub fn number_of(developer_id: DeveloperId) -> CleanText {
    CleanText::new(&format!("developer {developer_id}"))
}

/// Developers by number, to be named.
pub fn people(developers: impl IntoIterator<Item = DeveloperId>) -> People {
    developers.into_iter().map(|developer| (developer, number_of(developer))).collect()
}

/// The names of a list.
fn all<'a, L: 'a>(
    lines: impl IntoIterator<Item = &'a mut L>,
    name: impl Fn(&'a mut L) -> Name<'a>,
) -> Vec<Name<'a>> {
    lines.into_iter().map(name).collect()
}

/// The names of a map.
fn of_people(people: &mut People) -> Vec<Name<'_>> {
    people.iter_mut().map(|(developer, name)| (*developer, name)).collect()
}

fn of_role(role: &mut RoleLine) -> Vec<Name<'_>> {
    all(&mut role.top, |top| (top.developer_id, &mut top.name))
}

/// The names of an answer about a role: those on its list, and those it tells of.
fn of_answer<'a>(role: &'a mut RoleLine, people: &'a mut People) -> Vec<Name<'a>> {
    let mut names = of_role(role);
    names.extend(of_people(people));
    names
}

fn of_finding(line: &mut FindingLine) -> Option<Name<'_>> {
    Some((line.developer_id?, &mut line.name))
}

fn of_placement(line: &mut PlacementLine) -> Name<'_> {
    (line.developer_id, &mut line.developer)
}

fn of_item(line: &mut ItemLine) -> Name<'_> {
    (line.developer_id, &mut line.developer)
}

fn of_anomaly(line: &mut AnomalyLine) -> Option<Name<'_>> {
    line.developer.as_mut().map(|(developer, name)| (*developer, name))
}

impl<T: Named> Named for Vec<T> {
    fn names(&mut self) -> Vec<Name<'_>> {
        self.iter_mut().flat_map(Named::names).collect()
    }
}

impl Named for CaseLine {
    fn names(&mut self) -> Vec<Name<'_>> {
        let mut names = vec![(self.developer_id, &mut self.developer)];
        let bench = self.bench.iter_mut().flatten();
        names.extend(all(bench, |line| (line.developer_id, &mut line.name)));
        names
    }
}

impl<T: Named> Named for Option<T> {
    fn names(&mut self) -> Vec<Name<'_>> {
        self.as_mut().map_or_else(Vec::new, Named::names)
    }
}

impl Named for RolesBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        self.roles.iter_mut().flat_map(of_role).collect()
    }
}

impl Named for ShortlistBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        let mut names = of_role(&mut self.role);
        names.extend(all(&mut self.candidates, |line| (line.developer_id, &mut line.name)));
        names.extend(all(&mut self.off_list, |line| (line.developer_id, &mut line.name)));
        names
    }
}

impl Named for WhyBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        let mut names = of_answer(&mut self.role, &mut self.people);
        names.push((self.explanation.developer_id, &mut self.name));
        names
    }
}

impl Named for RoleBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        of_role(&mut self.header.role)
    }
}

impl Named for WhatIfBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        of_answer(&mut self.header.role, &mut self.people)
    }
}

impl Named for ChangesBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        of_answer(&mut self.header.role, &mut self.people)
    }
}

impl Named for CompareBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        of_answer(&mut self.header.role, &mut self.people)
    }
}

impl Named for BestRolesBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        vec![(self.developer_id, &mut self.name)]
    }
}

impl Named for StepsBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        all(&mut self.developers, |line| (line.developer_id, &mut line.name))
    }
}

impl Named for PreviewBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        of_people(&mut self.names)
    }
}

impl Named for VettingBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        let mut names = all(&mut self.waiting, |line| (line.developer_id, &mut line.name));
        names.extend(all(&mut self.expiring, |line| (line.developer_id, &mut line.name)));
        names
    }
}

impl Named for FindingsBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        self.lines.iter_mut().filter_map(of_finding).collect()
    }
}

impl Named for FindingBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        of_finding(&mut self.line).into_iter().collect()
    }
}

impl Named for PeopleBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        all(&mut self.lines, |line| (line.developer_id, &mut line.name))
    }
}

impl Named for PersonBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        let mut names = vec![(self.line.developer_id, &mut self.line.name)];
        names.extend(all(&mut self.placements, |placement| of_placement(&mut placement.line)));
        names.extend(self.findings.iter_mut().filter_map(of_finding));
        names
    }
}

impl Named for ClientBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        let mut names = all(&mut self.placements, of_placement);
        names.extend(self.roles.iter_mut().flat_map(of_role));
        names.extend(self.findings.iter_mut().filter_map(of_finding));
        names
    }
}

impl Named for PlacementsBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        all(&mut self.lines, of_placement)
    }
}

impl Named for PlacementBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        let mut names = vec![of_placement(&mut self.line)];
        names.extend(self.findings.iter_mut().filter_map(of_finding));
        names.extend(self.case.names());
        names
    }
}

impl Named for PayrollBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        let known = self.exceptions.iter_mut().filter_map(|line| line.developer.as_mut());
        known.map(|(developer, name)| (*developer, name)).collect()
    }
}

impl Named for ItemsBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        all(&mut self.lines, of_item)
    }
}

impl Named for ItemBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        let mut names = vec![of_item(&mut self.line)];
        names.extend(self.anomalies.iter_mut().filter_map(of_anomaly));
        names
    }
}

impl Named for AnomaliesBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        self.lines.iter_mut().filter_map(of_anomaly).collect()
    }
}

impl Named for VarianceBoard {
    fn names(&mut self) -> Vec<Name<'_>> {
        all(&mut self.movers, of_item)
    }
}
