//! Time of the processor instead of time on the wall: what else runs on the machine does not count. Where the system does not
//! tell it, it is time on the wall.

use std::time::{Duration, Instant};

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use matgrad_tests::processor_time;

/// The time this thread has run.
pub struct CpuTime;

impl Measurement for CpuTime {
    type Intermediate = (Option<Duration>, Instant);
    type Value = Duration;

    fn start(&self) -> Self::Intermediate {
        (processor_time(), Instant::now())
    }
    fn end(&self, (before, wall): Self::Intermediate) -> Duration {
        match (before, processor_time()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => wall.elapsed(),
        }
    }
    fn add(&self, v1: &Duration, v2: &Duration) -> Duration {
        *v1 + *v2
    }
    fn zero(&self) -> Duration {
        Duration::ZERO
    }
    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_nanos() as f64
    }
    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}
