//! How screens are written, and read again.

use std::fmt;
use std::str::FromStr;

use sereno_domain::id::{ChunkId, ClientId, DeveloperId, PlacementId, RoleId, RunId};

use crate::payroll::PayrollPage;
use crate::screen::Screen;
use crate::trial::Trial;

/// One way of writing each screen.
const FORMS: [&str; 31] = [
    "tonight",
    "runs",
    "run:12",
    "chunks",
    "chunk:9",
    "failures",
    "matches",
    "role:7",
    "why:7:1203",
    "compare:7:1203:88",
    "what-if:7:english=B1",
    "developer:1203",
    "placements",
    "placement:5",
    "findings",
    "people",
    "person:1203",
    "clients",
    "client:4",
    "payroll",
    "payrolls",
    "payroll-items:5:BR",
    "payroll-item:5:77",
    "payroll-clients:5",
    "payroll-anomalies:5",
    "payroll-variance:5",
    "queues",
    "workers",
    "schedules",
    "audit",
    "logs",
];

/// How the screens are written: `tonight, runs, run:12, … or logs`.
pub fn forms() -> String {
    let [most @ .., last] = &FORMS;
    format!("{} or {last}", most.join(", "))
}

impl fmt::Display for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tonight => f.write_str("tonight"),
            Self::Runs => f.write_str("runs"),
            Self::Run(run) => write!(f, "run:{run}"),
            Self::Chunks => f.write_str("chunks"),
            Self::Chunk(chunk) => write!(f, "chunk:{chunk}"),
            Self::Failures => f.write_str("failures"),
            Self::Matches => f.write_str("matches"),
            Self::Role(role) => write!(f, "role:{role}"),
            Self::Why { role, developer } => write!(f, "why:{role}:{developer}"),
            Self::Compare { role, one, other } => write!(f, "compare:{role}:{one}:{other}"),
            Self::WhatIf { role, trial } if trial.is_empty() => write!(f, "what-if:{role}"),
            Self::WhatIf { role, trial } => write!(f, "what-if:{role}:{trial}"),
            Self::Developer(developer) => write!(f, "developer:{developer}"),
            Self::Placements => f.write_str("placements"),
            Self::Placement(placement) => write!(f, "placement:{placement}"),
            Self::Findings => f.write_str("findings"),
            Self::People => f.write_str("people"),
            Self::Person(developer) => write!(f, "person:{developer}"),
            Self::Clients => f.write_str("clients"),
            Self::Client(client) => write!(f, "client:{client}"),
            Self::Payroll(page) => page.fmt(f),
            Self::Queues => f.write_str("queues"),
            Self::Workers => f.write_str("workers"),
            Self::Schedules => f.write_str("schedules"),
            Self::Audit => f.write_str("audit"),
            Self::Logs => f.write_str("logs"),
        }
    }
}

/// A text that names no screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownScreen(String);

impl fmt::Display for UnknownScreen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a screen: write one like {}", self.0, forms())
    }
}

impl std::error::Error for UnknownScreen {}

impl FromStr for Screen {
    type Err = UnknownScreen;

    fn from_str(text: &str) -> Result<Self, UnknownScreen> {
        let unknown = || UnknownScreen(text.to_owned());
        let id = |text: &str| text.parse().map_err(|_| unknown());
        let parts: Vec<&str> = text.split(':').collect();
        match parts.as_slice() {
            ["tonight"] => Ok(Self::Tonight),
            ["runs"] => Ok(Self::Runs),
            ["run", run] => Ok(Self::Run(RunId(id(run)?))),
            ["chunks"] => Ok(Self::Chunks),
            ["chunk", chunk] => Ok(Self::Chunk(ChunkId(id(chunk)?))),
            ["failures"] => Ok(Self::Failures),
            ["matches"] => Ok(Self::Matches),
            ["role", role] => Ok(Self::Role(RoleId(id(role)?))),
            ["why", role, developer] => {
                Ok(Self::Why { role: RoleId(id(role)?), developer: DeveloperId(id(developer)?) })
            }
            ["compare", role, one, other] => Ok(Self::Compare {
                role: RoleId(id(role)?),
                one: DeveloperId(id(one)?),
                other: DeveloperId(id(other)?),
            }),
            ["what-if", role] => {
                Ok(Self::WhatIf { role: RoleId(id(role)?), trial: Trial::default() })
            }
            ["what-if", role, trial] => {
                let trial = trial.parse().map_err(|()| unknown())?;
                Ok(Self::WhatIf { role: RoleId(id(role)?), trial })
            }
            ["developer", developer] => Ok(Self::Developer(DeveloperId(id(developer)?))),
            ["placements"] => Ok(Self::Placements),
            ["placement", placement] => Ok(Self::Placement(PlacementId(id(placement)?))),
            ["findings"] => Ok(Self::Findings),
            ["people"] => Ok(Self::People),
            ["person", developer] => Ok(Self::Person(DeveloperId(id(developer)?))),
            ["clients"] => Ok(Self::Clients),
            ["queues"] => Ok(Self::Queues),
            ["workers"] => Ok(Self::Workers),
            ["schedules"] => Ok(Self::Schedules),
            ["audit"] => Ok(Self::Audit),
            ["logs"] => Ok(Self::Logs),
            ["client", client] => Ok(Self::Client(ClientId(id(client)?))),
            other => PayrollPage::read(other).map(Self::Payroll).ok_or_else(unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn screens_are_written_as_they_are_read() {
        let why = Screen::Why { role: RoleId(7), developer: DeveloperId(1203) };
        let all = [
            Screen::Tonight,
            Screen::Runs,
            Screen::Run(RunId(12)),
            Screen::Chunks,
            Screen::Chunk(ChunkId(9)),
            Screen::Failures,
            Screen::Matches,
            Screen::Role(RoleId(7)),
            why,
            Screen::Compare { role: RoleId(7), one: DeveloperId(1_203), other: DeveloperId(88) },
            Screen::WhatIf { role: RoleId(7), trial: Trial::default() },
            "what-if:7:english=B1,weight.rate=300".parse().unwrap(),
            Screen::Developer(DeveloperId(1_203)),
            Screen::Placements,
            Screen::Placement(PlacementId(5)),
            Screen::Findings,
            Screen::People,
            Screen::Person(DeveloperId(1_203)),
            Screen::Clients,
            Screen::Client(ClientId(4)),
            Screen::Queues,
            Screen::Workers,
            Screen::Schedules,
            Screen::Audit,
            Screen::Logs,
        ];
        for screen in all {
            assert_eq!(screen.to_string().parse(), Ok(screen));
        }
        assert_eq!(why.to_string(), "why:7:1203");
        let kinds: Vec<Screen> = FORMS.iter().map(|text| text.parse().unwrap()).collect();
        assert!(all.iter().all(|screen| kinds.iter().any(|kind| kind.is_like(*screen))));
    }

    #[test]
    fn other_texts_are_told_what_to_write() {
        for text in ["", "Tonight", "run", "run:", "run:x", "why:7", "role:7:8"] {
            assert_eq!(text.parse::<Screen>(), Err(UnknownScreen(text.to_owned())));
        }
        assert_eq!(
            UnknownScreen("jobs".to_owned()).to_string(),
            "`jobs` is not a screen: write one like tonight, runs, run:12, chunks, chunk:9, \
             failures, matches, role:7, why:7:1203, compare:7:1203:88, what-if:7:english=B1, developer:1203, \
             placements, placement:5, findings, people, person:1203, clients, client:4, payroll, \
             payrolls, payroll-items:5:BR, payroll-item:5:77, payroll-clients:5, \
             payroll-anomalies:5, payroll-variance:5, queues, workers, schedules, audit or logs"
        );
    }
}
