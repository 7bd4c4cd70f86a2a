//! Every free text of every board: what people, other programs and files wrote.

use sereno_domain::adjustment::Adjustment;
use sereno_domain::board::answer::{AnswerHeader, People};
use sereno_domain::board::best_roles::BestRoleLine;
use sereno_domain::board::choice::Choice;
use sereno_domain::board::finding::FindingLine;
use sereno_domain::board::payroll::{AnomalyLine, ItemLine, PayrollLine};
use sereno_domain::board::person::PersonLine;
use sereno_domain::board::placement::{DocumentLine, PlacementLine};
use sereno_domain::board::{AttemptLine, ChunkLine, RoleLine, RunLine, WhyBoard};
use sereno_domain::clean_text::CleanText;
use sereno_domain::matching::Explanation;
use sereno_domain::replacement::CaseLine;

use crate::event::Board;

/// Puts another text in place of each.
pub(super) struct Rewrite<'f>(pub(super) &'f dyn Fn(&str) -> String);

impl Rewrite<'_> {
    fn string(&self, text: &mut String) {
        *text = (self.0)(text);
    }

    fn text(&self, text: &mut CleanText) {
        *text = (self.0)(text.as_str()).into();
    }

    fn texts<'t>(&self, texts: impl IntoIterator<Item = &'t mut CleanText>) {
        texts.into_iter().for_each(|text| self.text(text));
    }

    fn people(&self, people: &mut People) {
        self.texts(people.values_mut());
    }

    fn run(&self, run: &mut RunLine) {
        self.text(&mut run.reason);
    }

    fn chunk(&self, chunk: &mut ChunkLine) {
        self.texts(chunk.worker.iter_mut().chain(&mut chunk.error));
    }

    fn attempt(&self, attempt: &mut AttemptLine) {
        self.texts([&mut attempt.worker, &mut attempt.host]);
        self.texts(attempt.error_class.iter_mut().chain(&mut attempt.error));
    }

    fn role(&self, role: &mut RoleLine) {
        self.texts([&mut role.title, &mut role.client]);
        self.texts(role.top.iter_mut().map(|top| &mut top.name));
    }

    fn choice(&self, choice: &mut Choice) {
        self.texts(choice.step.iter_mut().flat_map(|step| [&mut step.note, &mut step.actor]));
        let decided = choice.decided.iter_mut();
        self.texts(decided.flat_map(|decided| [&mut decided.reason, &mut decided.actor]));
    }

    fn adjustments(&self, adjustments: &mut [Adjustment]) {
        for made in adjustments {
            self.texts(made.settings.iter_mut().chain([&mut made.reason, &mut made.actor]));
        }
    }

    fn header(&self, header: &mut AnswerHeader) {
        self.role(&mut header.role);
        self.adjustments(&mut header.adjustments);
    }

    fn explanation(&self, explanation: &mut Explanation) {
        for line in &mut explanation.filters {
            self.string(&mut line.demanded);
            self.string(&mut line.found);
        }
        explanation.components.iter_mut().for_each(|line| self.string(&mut line.evidence));
        for line in &mut explanation.skills {
            self.string(&mut line.skill);
            self.string(&mut line.evidence);
        }
    }

    fn why(&self, board: &mut WhyBoard) {
        self.role(&mut board.role);
        self.text(&mut board.name);
        self.string(&mut board.model);
        self.explanation(&mut board.explanation);
        self.people(&mut board.people);
        self.texts(&mut board.before_unreadable);
        let answer = &mut *board.answer;
        for found in answer.counterfactuals.iter_mut().flat_map(|answer| &mut answer.found) {
            self.string(&mut found.words);
        }
        for cause in answer.changed.iter_mut().flat_map(|changed| &mut changed.causes) {
            for text in [&mut cause.what, &mut cause.before, &mut cause.after] {
                self.string(text);
            }
        }
    }

    fn best_roles(&self, roles: &mut [BestRoleLine]) {
        self.texts(roles.iter_mut().flat_map(|role| [&mut role.title, &mut role.client]));
    }

    fn finding(&self, finding: &mut FindingLine) {
        self.texts([&mut finding.rule, &mut finding.name, &mut finding.says]);
        self.texts(&mut finding.client);
    }

    fn document(&self, document: &mut DocumentLine) {
        self.texts(&mut document.verified_by);
    }

    fn placement(&self, placement: &mut PlacementLine) {
        self.texts([&mut placement.developer, &mut placement.client]);
    }

    fn case(&self, case: &mut CaseLine) {
        self.texts([&mut case.developer, &mut case.client]);
        self.texts(case.role.iter_mut().map(|(_, title)| title));
        self.texts(case.bench.iter_mut().flatten().map(|one| &mut one.name));
    }

    fn person(&self, person: &mut PersonLine) {
        self.text(&mut person.name);
        self.texts(person.skills.iter_mut().chain(&mut person.client));
    }

    fn payroll(&self, run: &mut PayrollLine) {
        self.texts([&mut run.calendar, &mut run.prepared_by]);
    }

    fn item(&self, item: &mut ItemLine) {
        self.texts([&mut item.developer, &mut item.client]);
    }

    fn anomaly(&self, anomaly: &mut AnomalyLine) {
        self.texts(anomaly.developer.iter_mut().map(|(_, name)| name));
        self.texts([&mut anomaly.says, &mut anomaly.reason]);
        self.texts(&mut anomaly.decided_by);
    }

    /// Puts another text in place of each of a board.
    pub(super) fn board(&self, board: &mut Board) {
        match board {
            Board::Tonight(_)
            | Board::Runs(_)
            | Board::Run(_)
            | Board::Failures(_)
            | Board::Chunks(_)
            | Board::ChunkCount(_)
            | Board::Chunk(_)
            | Board::Queues(_)
            | Board::Workers(_)
            | Board::Schedules(_)
            | Board::Audit(_)
            | Board::Logs(_) => self.of_work(board),
            Board::Roles(_)
            | Board::Shortlist(_)
            | Board::Why(_)
            | Board::Compare(_)
            | Board::WhatIf(_)
            | Board::Developer(_) => self.of_matching(board),
            Board::Placements(_)
            | Board::Placement(_)
            | Board::Findings(_)
            | Board::People(_)
            | Board::Person(_)
            | Board::Clients(_)
            | Board::Client(_) => self.of_people(board),
            Board::Payroll(_)
            | Board::Payrolls(_)
            | Board::PayrollItems(_)
            | Board::PayrollItem(_)
            | Board::PayrollClients(_)
            | Board::PayrollAnomalies(_)
            | Board::PayrollVariance(_) => self.of_payroll(board),
        }
    }

    fn of_work(&self, board: &mut Board) {
        match board {
            Board::Tonight(board) => {
                board.run.iter_mut().for_each(|run| self.run(run));
                board.live.iter_mut().for_each(|one| self.attempt(one));
                for need in &mut board.needs {
                    self.texts([&mut need.subject, &mut need.detail, &mut need.measure]);
                }
            }
            Board::Runs(board) => board.runs.iter_mut().for_each(|run| self.run(run)),
            Board::Run(board) => {
                self.run(&mut board.run);
                board.chunks.iter_mut().for_each(|chunk| self.chunk(chunk));
                board.attempts.iter_mut().for_each(|one| self.attempt(one));
            }
            Board::Failures(board) => {
                for line in &mut board.failures {
                    self.texts([&mut line.error_class, &mut line.shape, &mut line.error]);
                    self.text(&mut line.muted_because);
                }
            }
            Board::Chunks(board) => {
                for line in &mut board.lines {
                    self.chunk(&mut line.chunk);
                    self.texts(&mut line.error_class);
                }
            }
            Board::Chunk(board) => {
                self.chunk(&mut board.chunk);
                self.text(&mut board.payload);
                board.attempts.iter_mut().for_each(|one| self.attempt(one));
            }
            Board::Queues(board) => {
                self.texts(board.queues.iter_mut().flat_map(|queue| &mut queue.line.paused));
            }
            Board::Workers(board) => {
                for line in &mut board.workers {
                    self.texts([&mut line.name, &mut line.host, &mut line.version]);
                    self.texts(&mut line.drain);
                }
            }
            Board::Schedules(board) => {
                for line in &mut board.schedules {
                    self.texts([&mut line.name, &mut line.zone]);
                    self.texts(line.firings.iter_mut().map(|firing| &mut firing.decided_by));
                    let pauses = line.known.iter_mut().flat_map(|known| &mut known.pause);
                    self.texts(pauses.flat_map(|pause| [&mut pause.by, &mut pause.reason]));
                }
            }
            Board::Audit(board) => {
                for act in &mut board.decisions {
                    self.texts([&mut act.actor, &mut act.action, &mut act.subject]);
                    self.texts([&mut act.reason, &mut act.detail]);
                }
            }
            Board::Logs(board) => {
                self.text(&mut board.directory);
                for line in &mut board.lines {
                    self.texts(
                        line.attempt.iter_mut().chain([&mut line.message, &mut line.fields]),
                    );
                }
            }
            _ => {}
        }
    }

    fn of_matching(&self, board: &mut Board) {
        match board {
            Board::Roles(board) => board.roles.iter_mut().for_each(|role| self.role(role)),
            Board::Shortlist(board) => {
                self.role(&mut board.role);
                self.adjustments(&mut board.adjustments);
                for line in &mut board.candidates {
                    self.text(&mut line.name);
                    self.choice(&mut line.choice);
                }
                for line in &mut board.off_list {
                    self.text(&mut line.name);
                    self.choice(&mut line.choice);
                }
            }
            Board::Why(board) => self.why(board),
            Board::Compare(board) => {
                self.header(&mut board.header);
                self.people(&mut board.people);
                let found = &mut board.comparison;
                self.explanation(&mut found.first.explanation);
                self.explanation(&mut found.second.explanation);
            }
            Board::WhatIf(board) => {
                self.header(&mut board.header);
                self.people(&mut board.people);
            }
            Board::Developer(board) => {
                self.text(&mut board.name);
                self.best_roles(&mut board.roles);
            }
            _ => {}
        }
    }

    fn of_people(&self, board: &mut Board) {
        match board {
            Board::Placements(board) => {
                board.lines.iter_mut().for_each(|line| self.placement(line));
            }
            Board::Placement(board) => {
                self.placement(&mut board.line);
                board.documents.iter_mut().for_each(|one| self.document(one));
                board.findings.iter_mut().for_each(|one| self.finding(one));
                board.case.iter_mut().for_each(|case| self.case(case));
            }
            Board::Findings(board) => board.lines.iter_mut().for_each(|one| self.finding(one)),
            Board::People(board) => board.lines.iter_mut().for_each(|line| self.person(line)),
            Board::Person(board) => {
                self.person(&mut board.line);
                board.skills.iter_mut().for_each(|known| self.string(&mut known.skill));
                board.documents.iter_mut().for_each(|one| self.document(one));
                board.findings.iter_mut().for_each(|one| self.finding(one));
                board.placements.iter_mut().for_each(|one| self.placement(&mut one.line));
                self.best_roles(&mut board.lists);
            }
            Board::Clients(board) => self.texts(board.lines.iter_mut().map(|line| &mut line.name)),
            Board::Client(board) => {
                self.text(&mut board.line.name);
                board.roles.iter_mut().for_each(|role| self.role(role));
                board.documents.iter_mut().for_each(|one| self.document(one));
                board.findings.iter_mut().for_each(|one| self.finding(one));
                board.placements.iter_mut().for_each(|one| self.placement(one));
            }
            _ => {}
        }
    }

    fn of_payroll(&self, board: &mut Board) {
        match board {
            Board::Payroll(board) => {
                self.payroll(&mut board.run);
                self.texts(board.controls.iter_mut().map(|line| &mut line.says));
                for line in &mut board.exceptions {
                    self.texts(line.developer.iter_mut().map(|(_, name)| name));
                    self.text(&mut line.says);
                }
                for line in &mut board.approvals {
                    self.texts([&mut line.actor, &mut line.reason]);
                }
            }
            Board::Payrolls(board) => board.lines.iter_mut().for_each(|run| self.payroll(run)),
            Board::PayrollItems(board) => board.lines.iter_mut().for_each(|one| self.item(one)),
            Board::PayrollItem(board) => {
                self.item(&mut board.line);
                self.texts(&mut board.detail);
                board.anomalies.iter_mut().for_each(|one| self.anomaly(one));
                self.texts(board.lines.iter_mut().flat_map(|line| line.calc.values_mut()));
            }
            Board::PayrollClients(board) => {
                self.texts(board.lines.iter_mut().map(|line| &mut line.client));
            }
            Board::PayrollAnomalies(board) => {
                board.lines.iter_mut().for_each(|one| self.anomaly(one));
            }
            Board::PayrollVariance(board) => {
                board.movers.iter_mut().for_each(|one| self.item(one));
            }
            _ => {}
        }
    }
}
