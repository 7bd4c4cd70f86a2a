//! The amber line: what is wrong between here and the database, what is shown meanwhile, and when
//! it is tried again.

use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::app::load::Trouble;
use crate::canvas::Canvas;
use crate::clock;
use crate::event::Link;
use crate::language::{say, say_with};
use crate::scene::Scene;
use crate::theme::Tone;

/// What the line is made from. Times are of our own clock.
pub(crate) struct News<'a> {
    /// How the database is reached.
    pub link: &'a Link,
    /// Since when it is not.
    pub offline_since: Option<Timestamp>,
    /// Why the last load failed.
    pub trouble: Option<&'a Trouble>,
    /// When what is shown came; none when nothing is.
    pub shown: Option<Timestamp>,
    /// The time.
    pub now: Timestamp,
}

/// Draws it.
pub(crate) fn banner(scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect, news: &News<'_>) {
    canvas.line(area, Tone::Banner);
    let end = area.right().saturating_sub(1);
    let end = canvas.right(end, area.y, area.width, say("r now"), Tone::Banner).saturating_sub(2);
    let room = end.saturating_sub(area.x + 1);
    canvas.text(area.x + 1, area.y, room, &format!("▲ {}", words(scene, news)), Tone::Banner);
}

fn words(scene: &Scene<'_>, news: &News<'_>) -> String {
    let shown = news.shown.map_or_else(String::new, |at| {
        let age = clock::span(clock::seconds(at, news.now));
        say_with(" · showing {}, {} old", &[&scene.second(at), &age])
    });
    match (news.link, news.trouble) {
        (Link::Offline { cause, attempt, retry_at }, _) => {
            let since = news
                .offline_since
                .map_or_else(String::new, |at| say_with(" since {}", &[&scene.second(at)]));
            let wait = clock::span(clock::seconds(news.now, *retry_at));
            say_with(
                "database unreachable{}, try {} in {}{}: {}",
                &[&since, attempt, &wait, &shown, cause],
            )
        }
        (_, Some(trouble)) => {
            let what = if trouble.error.offline {
                say("database unreachable")
            } else {
                say("load failed")
            };
            let since = scene.second(trouble.since);
            let why = trouble.error.message.as_str();
            say_with("{} since {}: {}{}", &[&what, &since, &why, &shown])
        }
        (Link::Connecting | Link::Live | Link::Slow, None) => {
            say_with("the database answers late{}", &[&shown])
        }
    }
}
