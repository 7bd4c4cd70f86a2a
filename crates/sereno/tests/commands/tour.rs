//! A tour of a simulated firm over two nights: why, why not, what if and what changed, as a person at
//! a terminal reads them. The same firm gives the same text, kept in `snapshots`.

use std::fmt::Write as _;

use crate::firm::{DATE, Firm};

const NEXT_DATE: &str = "2026-11-24";

/// What a person types and what they read, one after the other.
struct Tour<'a> {
    firm: &'a Firm,
    text: String,
}

impl Tour<'_> {
    fn shows(&mut self, words: &str, args: &[&str]) {
        let typed: Vec<String> = args
            .iter()
            .map(|arg| if arg.contains(' ') { format!("\"{arg}\"") } else { (*arg).to_owned() })
            .collect();
        let read = self.firm.done(args);
        let text = &mut self.text;
        writeln!(text, "# {words}\n$ sereno {}\n{read}", typed.join(" ")).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn why_why_not_what_if_and_what_changed() {
    let firm = Firm::empty().await;
    firm.done(&["demo", "--developers", "400", "--roles", "20", "--as-of", DATE]);
    firm.done(&["run", "nightly", "--date", DATE, "--wait"]);
    let crowded =
        "select role_id from sereno.role_night order by n_qualified desc, role_id limit 1";
    let role = firm.db.count(crowded).await.unwrap().to_string();
    let at = |place: usize| {
        let list = firm.json(&["matches", &role]);
        list["candidates"][place]["developer_id"].to_string()
    };
    let [best, second, third, fifth] = [at(0), at(1), at(2), at(4)];
    let empty = "select role_id from sereno.role_night where n_qualified = 0
        order by (select max(n) from unnest(n_blocked_alone) as n) desc, role_id limit 1";
    let empty = firm.db.count(empty).await.unwrap().to_string();
    // By the next night the best asks for twice as much, the second is free in spring, and the fifth
    // turns out to know little English.
    let change = async |set: &str, developer: &str| {
        let update = "update sereno.developer set";
        firm.change(format!("{update} {set} where developer_id = {developer}")).await;
    };
    change("rate_floor_minor = rate_floor_minor * 2", &best).await;
    change("available_from = '2027-02-20'", &second).await;
    change("english = 'A2'", &fifth).await;
    firm.done(&["run", "nightly", "--date", NEXT_DATE, "--wait"]);

    let stopped =
        "select developer_id from sereno.developer where status = 'bench' and seniority = 'senior'
        and developer_id not in (select developer_id from sereno.match where role_id = ";
    let stopped = format!("{stopped}{role}) order by developer_id limit 1");
    let stopped = firm.db.count(stopped).await.unwrap().to_string();
    let relax = firm.json(&["explain", &empty])["answer"]["ladder"][0]["setting"].clone();
    let mut tour = Tour { firm: &firm, text: String::new() };
    tour.shows("who fits best", &["matches", &role]);
    tour.shows("why", &["explain", &role, &third]);
    tour.shows("why not", &["explain", &role, &stopped]);
    tour.shows("what changed for the role", &["changes", &role]);
    tour.shows("what changed for whoever was first", &["changes", &role, &best]);
    tour.shows("what changed for whoever lost their place", &["changes", &role, &fifth]);
    tour.shows("side by side", &["compare", &role, &third, &second]);
    tour.shows(
        "what if English and price mattered less",
        &["what-if", &role, "--set", "weight.rate=100", "--set", "english=A2"],
    );
    tour.shows("why nobody", &["explain", &empty]);
    if let Some(setting) = relax.as_str() {
        tour.shows("what if that were relaxed", &["what-if", &empty, "--set", setting]);
    }
    insta::assert_snapshot!(tour.text);
}
