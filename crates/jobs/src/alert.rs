//! Telling people without being asked: what is amiss becomes an alert once, and each way that is set
//! tells it once.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use sereno_db::alert::{Delivery, alert_align_in_tx, delivery_note, delivery_take};
use sereno_db::board;
use sereno_db::error::DbError;
use sereno_db::pool::{self, Pool};
use sereno_domain::alert::AlertChannel;
use tokio_util::sync::CancellationToken;

use crate::every::every;
use crate::watch::Watch;
use crate::words;

/// How often it is looked whether something is amiss.
const LOOK: Duration = Duration::from_secs(15);
/// How long the other side may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Deliveries made at one look, so that a flood leaves room for the rest.
const N_AT_ONCE: u32 = 20;

/// The ways to tell people.
#[derive(Clone, Default)]
pub struct Channels {
    /// Which installation speaks.
    pub environment: String,
    /// Address that takes `{"text": ...}`; whoever has it can write there, so it is never shown.
    pub webhook: Option<String>,
    /// E-mail.
    pub email: Option<Email>,
}

/// E-mail by a server that relays.
#[derive(Clone)]
pub struct Email {
    /// `smtp://host:25`, `smtps://user:password@host`; never shown.
    pub server: String,
    /// Sender.
    pub from: Mailbox,
    /// Receivers.
    pub to: Vec<Mailbox>,
}

impl std::fmt::Debug for Channels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.set()).finish()
    }
}

/// Why a delivery failed.
#[derive(Debug, thiserror::Error)]
enum TellError {
    /// The request failed or was refused.
    #[error("the webhook did not take it: {0}")]
    Webhook(String),
    /// The message cannot be made.
    #[error("the e-mail could not be written")]
    Message(#[from] lettre::error::Error),
    /// The server refused it.
    #[error("the mail server did not take it")]
    Smtp(#[from] lettre::transport::smtp::Error),
    /// It took too long.
    #[error("no answer within {} s", PATIENCE.as_secs())]
    Late,
}

impl Channels {
    /// The ways that are set.
    pub fn set(&self) -> Vec<AlertChannel> {
        let webhook = self.webhook.as_ref().map(|_| AlertChannel::Webhook);
        webhook.into_iter().chain(self.email.as_ref().map(|_| AlertChannel::Email)).collect()
    }

    /// What is told, in one line.
    fn words(&self, delivery: &Delivery) -> String {
        let level = delivery.level.name().to_uppercase();
        let place = if self.environment.is_empty() { "sereno" } else { &self.environment };
        format!("{place} {level} {}: {}", delivery.subject, delivery.words)
    }

    async fn tell(&self, delivery: &Delivery) -> Result<(), TellError> {
        let words = self.words(delivery);
        let told = async {
            match (delivery.channel, &self.webhook, &self.email) {
                (AlertChannel::Webhook, Some(address), _) => post(address.clone(), words).await,
                (AlertChannel::Email, _, Some(email)) => mail(email, words).await,
                // Taken only where it is set.
                _ => Ok(()),
            }
        };
        tokio::time::timeout(PATIENCE, told).await.unwrap_or(Err(TellError::Late))
    }
}

async fn post(address: String, words: String) -> Result<(), TellError> {
    let sent = tokio::task::spawn_blocking(move || {
        let agent = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build();
        let body = serde_json::json!({ "text": words }).to_string();
        let request = ureq::Agent::new_with_config(agent).post(&address);
        request.content_type("application/json").send(body).map(|_| ())
    });
    let failed = |error: &dyn std::fmt::Display| TellError::Webhook(error.to_string());
    sent.await.map_err(|error| failed(&error))?.map_err(|error| failed(&error))
}

async fn mail(email: &Email, words: String) -> Result<(), TellError> {
    let mut message = Message::builder().from(email.from.clone()).subject(words.clone());
    for to in &email.to {
        message = message.to(to.clone());
    }
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&email.server)?.build();
    transport.send(message.body(format!("{words}\n\nsereno check says more.\n"))?).await?;
    Ok(())
}

/// Looks until told to stop. What fails is tried again at the next look.
pub(crate) async fn watch(
    pool: &Pool,
    (watch, channels): (&Watch, &Channels),
    stop: &CancellationToken,
) {
    let looked = async || {
        if let Err(error) = look(pool, watch, channels).await {
            tracing::warn!(%error, "alerts could not be looked at just now");
        }
    };
    every(LOOK, stop, looked).await;
}

/// Looks once: raises what is amiss, resolves what is not any more, and tells what is to be told.
///
/// # Errors
/// [`DbError`] when the database fails; the next look goes on from there.
pub async fn look(pool: &Pool, watch: &Watch, channels: &Channels) -> Result<(), DbError> {
    let set = channels.set();
    let mut tx = pool::begin(pool).await?;
    // By the database's clock alone: whether this host's is off is for `sereno check` to say.
    let now = board::clock(&mut tx).await?;
    let lines = watch.look(&mut tx, now).await?;
    let n_raised = alert_align_in_tx(&mut tx, &lines, &set).await?;
    pool::commit(tx).await?;
    if n_raised > 0 {
        tracing::warn!(n_raised, "raised alerts");
    }
    for _ in 0..N_AT_ONCE {
        let Some(delivery) = delivery_take(&mut *pool::acquire(pool).await?, &set).await? else {
            break;
        };
        let told = channels.tell(&delivery).await;
        let error = told.err().map(|error| words::chain(&error));
        if let Some(error) = &error {
            tracing::warn!(channel = %delivery.channel, %error, "an alert could not be told");
        }
        delivery_note(&mut *pool::acquire(pool).await?, &delivery, error.as_ref()).await?;
    }
    Ok(())
}
