//! Items and lines: what comes of a placement in a month.

use std::collections::BTreeMap;

use crate::money::{Currency, Money};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Where an item stands.
    "item state" ItemState {
        /// It is paid.
        Ok = "ok",
        /// It is worked out, and not paid before what holds it is settled.
        Held = "held",
        /// It could not be worked out.
        Failed = "failed",
        /// There is nothing to pay.
        Excluded = "excluded",
    }
}

impl ItemState {
    /// How many of some items are in it.
    pub fn count_in(self, counts: &BTreeMap<Self, u64>) -> u64 {
        counts.get(&self).copied().unwrap_or_default()
    }

    /// How many of some items are held or failed.
    pub fn count_not_paid(counts: &BTreeMap<Self, u64>) -> u64 {
        Self::Held.count_in(counts) + Self::Failed.count_in(counts)
    }
}

vocabulary! {
    /// Why an item is held, failed or left out.
    "reason of an item" Reason {
        /// Something is found that stops payment.
        Finding = "finding",
        /// No exchange rate is there that may be locked.
        FxMissing = "fx_missing",
        /// The newest exchange rate is too old.
        FxStale = "fx_stale",
        /// The currency has several rates and the terms do not say whose holds.
        FxSourceUnnamed = "fx_source_unnamed",
        /// The client does not agree to what was told.
        TimesheetDisputed = "timesheet_disputed",
        /// Hours are paid, and none are agreed.
        TimesheetMissing = "timesheet_missing",
        /// More is kept back than there is.
        NetNegative = "net_negative",
        /// Days of the month have no terms.
        TermsMissing = "terms_missing",
        /// Nobody knows how they are engaged.
        EngagementUnknown = "engagement_unknown",
        /// Pay is in two currencies, or another than what was put aside.
        CurrencyMixed = "currency_mixed",
        /// Nothing is known of what employees are paid by law there.
        LawMissing = "law_missing",
        /// An amount is larger than can be kept.
        TooLarge = "too_large",
        /// Its rows cannot be read.
        Unreadable = "unreadable",
        /// The program failed on it.
        Broken = "broken",
        /// No day of the month is worked, and nothing else is to be paid.
        NothingToPay = "nothing_to_pay",
    }
}

impl Reason {
    /// The state it puts an item in.
    pub const fn state(self) -> ItemState {
        match self {
            Self::Finding
            | Self::FxMissing
            | Self::FxStale
            | Self::FxSourceUnnamed
            | Self::TimesheetDisputed
            | Self::TimesheetMissing
            | Self::NetNegative => ItemState::Held,
            Self::TermsMissing
            | Self::EngagementUnknown
            | Self::CurrencyMixed
            | Self::LawMissing
            | Self::TooLarge
            | Self::Unreadable
            | Self::Broken => ItemState::Failed,
            Self::NothingToPay => ItemState::Excluded,
        }
    }

    /// What somebody does about it.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Finding => "settle the finding, then retry the item",
            Self::FxMissing | Self::FxStale => "import the rate, then prepare the month again",
            Self::FxSourceUnnamed => "import terms that name the source of rates",
            Self::TimesheetDisputed => "agree on the week with the client, import it, retry",
            Self::TimesheetMissing => "get the hours agreed, import them, retry",
            Self::NetNegative => "spread the advance over more months",
            Self::TermsMissing => "import terms for those days, then retry",
            Self::EngagementUnknown => "import the placement with its engagement",
            Self::CurrencyMixed => "split the month by hand: pay in one currency at a time",
            Self::LawMissing => "add the country to the rows payroll is worked out with",
            Self::TooLarge => "look for a slip in the terms",
            Self::Unreadable => "mend the row named below, then retry",
            Self::Broken => "tell whoever looks after the program; the others are paid",
            Self::NothingToPay => "nothing: it comes back by itself",
        }
    }

    /// As a screen says it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Finding => "a finding stops payment",
            Self::FxMissing => "no exchange rate",
            Self::FxStale => "exchange rate too old",
            Self::FxSourceUnnamed => "terms name no source of rates",
            Self::TimesheetDisputed => "timesheet disputed",
            Self::TimesheetMissing => "no hours agreed",
            Self::NetNegative => "more kept back than paid",
            Self::TermsMissing => "days without terms",
            Self::EngagementUnknown => "engagement unknown",
            Self::CurrencyMixed => "two currencies",
            Self::LawMissing => "no law of the country",
            Self::TooLarge => "amount too large",
            Self::Unreadable => "rows cannot be read",
            Self::Broken => "the program failed",
            Self::NothingToPay => "nothing to pay",
        }
    }
}

vocabulary! {
    /// What a line does to whom.
    "side of a line" LineSide {
        /// Paid to the developer.
        Pay = "pay",
        /// Kept back from the developer.
        Deduct = "deduct",
        /// Paid by the employer on top.
        Employer = "employer",
        /// Put aside for later; negative when it is paid out.
        Accrual = "accrual",
        /// What moving it costs.
        Fee = "fee",
        /// Billed to the client.
        Bill = "bill",
    }
}

vocabulary! {
    /// What the quantity of a line counts.
    "unit of a line" LineUnit {
        /// Months of work.
        Month = "month",
        /// Hours.
        Hour = "hour",
        /// Days.
        Day = "day",
        /// The thing itself.
        Once = "once",
    }
}

vocabulary! {
    /// What a line is.
    "line code" LineCode {
        /// Pay of a month, or a part of one.
        Salary = "salary",
        /// Pay of hours.
        Hours = "hours",
        /// Hours above those of the week.
        Overtime = "overtime",
        /// Work on a public holiday.
        HolidayWork = "holiday_work",
        /// A bonus.
        Bonus = "bonus",
        /// Money the developer laid out.
        Reimbursement = "reimbursement",
        /// Money the developer had before.
        Advance = "advance",
        /// Kept back for the tax office.
        Retention = "retention",
        /// A part of the profit, as the law sets it.
        Gratification = "gratification",
        /// A thirteenth salary.
        Thirteenth = "thirteenth",
        /// What comes on top of a thirteenth salary.
        ThirteenthBonus = "thirteenth_bonus",
        /// What is due when somebody leaves, or to their fund.
        Severance = "severance",
        /// Interest on that.
        SeveranceInterest = "severance_interest",
        /// Vacation.
        Vacation = "vacation",
        /// What comes on top of the pay of vacation.
        VacationPremium = "vacation_premium",
        /// Pensions.
        Pension = "pension",
        /// Health.
        Health = "health",
        /// Accidents at work.
        WorkRisk = "work_risk",
        /// Contributions to third parties.
        ThirdParties = "third_parties",
        /// A fund for when somebody leaves.
        SeveranceFund = "severance_fund",
        /// Unemployment.
        Unemployment = "unemployment",
        /// Disability and survivors.
        Disability = "disability",
        /// Family allowances.
        FamilyFund = "family_fund",
        /// Training.
        Training = "training",
        /// Care of children.
        ChildCare = "child_care",
        /// Social security as a whole.
        SocialSecurity = "social_security",
        /// Housing.
        HousingFund = "housing_fund",
        /// A tax on payrolls.
        PayrollTax = "payroll_tax",
        /// What an employer of record asks for.
        Employer = "employer",
        /// What a bank asks for.
        Transfer = "transfer",
    }
}

/// An amount of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayLine {
    /// What it is.
    pub code: LineCode,
    /// What it does to whom.
    pub side: LineSide,
    /// How much of the unit, in millionths.
    pub quantity_e6: i64,
    /// What is counted.
    pub unit: LineUnit,
    /// Rounded once. Of pay, what is kept back and what an employer owes it is what is paid; of what is
    /// put aside it is negative when it is paid out.
    pub amount: Money,
    /// The same in minor units of the run's currency, rounded once.
    pub base_minor: i64,
    /// Figures it was worked out from, by name.
    pub calc: Calc,
}

/// Figures behind a line, by name, as people read them.
pub type Calc = BTreeMap<&'static str, String>;

/// What comes of a placement in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayItem {
    /// Where it stands.
    pub state: ItemState,
    /// Why it is not paid, by word; empty when it is.
    pub reasons: Vec<Reason>,
    /// Those reasons with their figures, one a line.
    pub detail: String,
    /// Of what is paid; none when nothing could be worked out.
    pub currency: Option<Currency>,
    /// In minor units of that.
    pub sums: PaySums,
    /// What accruals of later months are worked out from.
    pub basis: PayBasis,
    /// In minor units of the run's currency.
    pub base: BaseSums,
    /// What a year of it costs the client, in minor units of the run's currency; none unknown.
    pub bill_year_base_minor: Option<i64>,
    /// In order.
    pub lines: Vec<PayLine>,
}

/// Sums of an item in the currency of pay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct PaySums {
    /// Pay before anything is kept back.
    pub gross_minor: i64,
    /// Kept back of it.
    pub deductions_minor: i64,
}

impl PaySums {
    /// What is paid out.
    pub const fn net_minor(self) -> i64 {
        self.gross_minor - self.deductions_minor
    }
}

/// What an item says of how much was worked, and of the pay for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PayBasis {
    /// Pay for work only, in minor units.
    pub ordinary_minor: i64,
    /// Pay of a whole month under the last terms of the month, in minor units.
    pub full_month_minor: i64,
    /// Civil days of the month it covers; of a correction so many more, or less.
    pub days_employed: i16,
    /// Part of a full month worked, in millionths.
    pub quantity_e6: i64,
}

/// Sums of an item in the run's currency, minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct BaseSums {
    /// Pay before anything is kept back.
    pub pay: i64,
    /// What the employer pays on top.
    pub employer: i64,
    /// Put aside, less what was paid out of it.
    pub accrual: i64,
    /// What moving it costs.
    pub fee: i64,
    /// What the client is billed.
    pub bill: i64,
}

impl BaseSums {
    /// What the work costs the firm, but for fees.
    pub const fn cost(self) -> i64 {
        self.pay + self.employer + self.accrual
    }

    /// What stays with the firm.
    pub const fn margin(self) -> i64 {
        self.bill - self.cost() - self.fee
    }

    /// What stays of what is billed, in basis points, rounded down; none where nothing is billed.
    pub fn margin_bp(self) -> Option<i64> {
        let share =
            (i128::from(self.margin()) * 10_000).checked_div_euclid(i128::from(self.bill))?;
        i64::try_from(share).ok()
    }
}

impl PayItem {
    /// One that is not worked out.
    pub fn without_lines(reason: Reason, detail: String) -> Self {
        Self {
            state: reason.state(),
            reasons: vec![reason],
            detail,
            currency: None,
            sums: PaySums::default(),
            basis: PayBasis::default(),
            base: BaseSums::default(),
            bill_year_base_minor: None,
            lines: Vec::new(),
        }
    }
}
