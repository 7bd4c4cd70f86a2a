//! Postgres times as jiff types. sqlx's checked macros name these for `timestamptz`, `date` and
//! `time` columns (see `sqlx.toml`), so that no query deals in microseconds by hand.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{
    PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueFormat, PgValueRef, Postgres,
};
use sqlx::{Decode, Encode, Type};

/// Microseconds from the Unix epoch to Postgres's own, 2000-01-01.
const EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;
/// Postgres's epoch as a civil day.
const EPOCH_DAY: Date = Date::constant(2000, 1, 1);

/// An instant in a `timestamptz` column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PgTimestamp(pub Timestamp);

/// A civil day in a `date` column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PgDate(pub Date);

/// A civil time in a `time` column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PgTime(pub Time);

/// A `date` column as it is stored: also days no calendar has, such as `infinity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PgStoredDate(i32);

impl PgStoredDate {
    /// The civil day; none when no calendar has it.
    pub(crate) fn civil(self) -> Option<Date> {
        EPOCH_DAY.checked_add(SignedDuration::from_hours(i64::from(self.0) * 24)).ok()
    }
}

impl From<PgTimestamp> for Timestamp {
    fn from(stored: PgTimestamp) -> Self {
        stored.0
    }
}

impl From<PgDate> for Date {
    fn from(stored: PgDate) -> Self {
        stored.0
    }
}

impl From<PgTime> for Time {
    fn from(stored: PgTime) -> Self {
        stored.0
    }
}

impl Type<Postgres> for PgTimestamp {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("timestamptz")
    }
}

impl Type<Postgres> for PgDate {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("date")
    }
}

impl Type<Postgres> for PgTime {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("time")
    }
}

impl Type<Postgres> for PgStoredDate {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("date")
    }
}

impl Decode<'_, Postgres> for PgStoredDate {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        // Prepared statements answer in binary: days since the epoch of Postgres.
        Ok(Self(<i32 as Decode<Postgres>>::decode(value)?))
    }
}

impl PgHasArrayType for PgTimestamp {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("_timestamptz")
    }
}

impl PgHasArrayType for PgDate {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("_date")
    }
}

impl PgHasArrayType for PgTime {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("_time")
    }
}

impl Encode<'_, Postgres> for PgTimestamp {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let microseconds = self.0.as_microsecond() - EPOCH_MICROSECONDS;
        Encode::<Postgres>::encode(microseconds, buffer)
    }
}

impl Decode<'_, Postgres> for PgTimestamp {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        match value.format() {
            PgValueFormat::Binary => {
                let microseconds = <i64 as Decode<Postgres>>::decode(value)?
                    .checked_add(EPOCH_MICROSECONDS)
                    .ok_or("timestamptz is beyond the range of an instant")?;
                Ok(Self(Timestamp::from_microsecond(microseconds)?))
            }
            PgValueFormat::Text => Ok(Self(value.as_str()?.parse()?)),
        }
    }
}

impl Encode<'_, Postgres> for PgDate {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let days = self.0.duration_since(EPOCH_DAY).as_hours() / 24;
        Encode::<Postgres>::encode(i32::try_from(days)?, buffer)
    }
}

impl Decode<'_, Postgres> for PgDate {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        match value.format() {
            PgValueFormat::Binary => {
                let days = <i32 as Decode<Postgres>>::decode(value)?;
                Ok(Self(EPOCH_DAY.checked_add(SignedDuration::from_hours(i64::from(days) * 24))?))
            }
            PgValueFormat::Text => Ok(Self(value.as_str()?.parse()?)),
        }
    }
}

impl Encode<'_, Postgres> for PgTime {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let microseconds = self.0.duration_since(Time::midnight()).as_micros();
        Encode::<Postgres>::encode(i64::try_from(microseconds)?, buffer)
    }
}

impl Decode<'_, Postgres> for PgTime {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        match value.format() {
            PgValueFormat::Binary => {
                let microseconds = <i64 as Decode<Postgres>>::decode(value)?;
                let since_midnight = SignedDuration::from_micros(microseconds);
                Ok(Self(Time::midnight().checked_add(since_midnight)?))
            }
            PgValueFormat::Text => Ok(Self(value.as_str()?.parse()?)),
        }
    }
}
