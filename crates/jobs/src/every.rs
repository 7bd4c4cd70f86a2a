//! What is looked at again and again until somebody says stop.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

/// Looks at once, then each time after a wait, until told to stop.
pub(crate) async fn every(wait: Duration, stop: &CancellationToken, mut look: impl AsyncFnMut()) {
    while !stop.is_cancelled() {
        look().await;
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}
