//! Seconds of wall time; on one thread they are those of the processor.

use std::time::Instant;

/// Does it once; with it, the seconds it took.
pub(crate) fn once<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let started = Instant::now();
    let done = work();
    (done, started.elapsed().as_secs_f64())
}

/// Does it some times and keeps the quickest: others use the machine too.
pub(crate) fn best_of(times: u32, mut work: impl FnMut()) -> f64 {
    (0..times).map(|_| once(&mut work).1).fold(f64::INFINITY, f64::min)
}

/// On a pool of so many threads.
pub(crate) fn with_threads<T: Send>(n_threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap().install(work)
}
