//! The settings of alerts.

use serde::Deserialize;
use sereno_jobs::alert::{Channels, Email};

use super::ConfigError;

/// As written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAlerts {
    webhook_url: String,
    email_server: String,
    email_from: String,
    email_to: Vec<String>,
}

/// The ways that are set.
pub(super) fn check(raw: RawAlerts, environment: &str) -> Result<Channels, ConfigError> {
    const ADDRESS: &str = "an address like Night Watch <sereno@firm.example>";
    let wrong =
        |key, given: &str, hint| ConfigError::BadAlerts { key, given: given.to_owned(), hint };
    let url = raw.webhook_url;
    if !(url.is_empty() || url.starts_with("https://") || url.starts_with("http://")) {
        return Err(wrong("webhook_url", &url, "an address that begins with https://"));
    }
    let mut email = None;
    if !raw.email_server.is_empty() {
        let server = raw.email_server;
        if !(server.starts_with("smtp://") || server.starts_with("smtps://")) {
            return Err(wrong(
                "email_server",
                "...",
                "one like smtp://localhost:25 or smtps://...",
            ));
        }
        let from =
            raw.email_from.parse().map_err(|_| wrong("email_from", &raw.email_from, ADDRESS))?;
        let receiver = |text: &String| text.parse().map_err(|_| wrong("email_to", text, ADDRESS));
        let to: Vec<_> = raw.email_to.iter().map(receiver).collect::<Result<_, _>>()?;
        if to.is_empty() {
            return Err(wrong("email_to", "", "at least one address"));
        }
        email = Some(Email { server, from, to });
    }
    Ok(Channels {
        environment: environment.to_owned(),
        webhook: Some(url).filter(|url| !url.is_empty()),
        email,
    })
}
