//! Scale: how much a system had to bear, on four axes, and its logarithm in whole numbers.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What scale is measured on.
    "scale axis" ScaleAxis {
        /// Requests a second at the peak.
        RequestsPerSecond = "requests_per_second",
        /// Bytes of data kept.
        DataBytes = "data_bytes",
        /// Milliseconds within which 99 of 100 requests were answered; less is better.
        LatencyP99Ms = "latency_p99_ms",
        /// Seconds a year the system was down; less is better. 99.9 % of uptime is 31,536.
        DowntimeSecondsAYear = "downtime_seconds_a_year",
    }
}

impl ScaleAxis {
    /// Whether the smaller amount is the harder one.
    pub const fn less_is_better(self) -> bool {
        match self {
            Self::RequestsPerSecond | Self::DataBytes => false,
            Self::LatencyP99Ms | Self::DowntimeSecondsAYear => true,
        }
    }
}

/// An amount on one axis: handled by a developer, or wanted by a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ScaleLevel {
    /// Which axis.
    pub axis: ScaleAxis,
    /// In the unit of the axis.
    pub amount: u64,
}

/// Fixed point of the digits below: enough for two digits, and powers fit in 128 bits.
const ONE: u128 = 1_000_000_000_000;

/// The common logarithm in hundredths, rounded down; nothing counts as one. It never falls as the
/// amount rises, and is exact for powers of ten.
pub fn hundredths_of_decades(amount: u64) -> u16 {
    let amount = amount.max(1);
    let decades = amount.ilog10();
    let mut rest = u128::from(amount) * ONE / 10_u128.pow(decades);
    let mut hundredths = decades;
    // The tenth power of a number from 1 to 10 has as many digits before the point as the next
    // digit of its logarithm says.
    for _ in 0..2 {
        let mut power = ONE;
        for _ in 0..10 {
            power = power * rest / ONE;
        }
        let digit = (power / ONE).max(1).ilog10();
        rest = power / 10_u128.pow(digit);
        hundredths = hundredths * 10 + digit;
    }
    u16::try_from(hundredths).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn logarithms_are_those_of_the_tables() {
        let amounts = [0, 1, 2, 5, 9, 10, 99, 100, 1_000, 31_536, 1 << 40, u64::MAX];
        assert_eq!(
            amounts.map(hundredths_of_decades),
            [0, 0, 30, 69, 95, 100, 199, 200, 300, 449, 1_204, 1_926]
        );
    }

    #[test]
    fn both_sides_of_each_power_of_ten() {
        for decades in 1_u16..=19 {
            let power = 10_u64.pow(u32::from(decades));
            assert_eq!(hundredths_of_decades(power), decades * 100);
            assert_eq!(
                hundredths_of_decades(power - 1),
                decades * 100 - if decades == 1 { 5 } else { 1 }
            );
        }
    }

    proptest! {
        #[test]
        fn more_is_never_less(amount in any::<u64>(), other in any::<u64>()) {
            let (low, high) = (amount.min(other), amount.max(other));
            prop_assert!(hundredths_of_decades(low) <= hundredths_of_decades(high));
        }
    }
}
