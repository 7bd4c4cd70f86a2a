//! The run as a workbook, for people: what it comes to, its items, its lines.
//!
//! The same run gives the same bytes. Texts are written as texts, never as formulas, and are made
//! neutral besides, because a workbook is saved as CSV sooner or later.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::table::{Cell, ITEM_COLUMNS, LINE_COLUMNS, TableError, item_cells, line_cells, plain};
use super::totals::{by_country, reconciled};
use super::{HandedItem, HandedLine, HandedPayment, HandedRun};

/// Rows of a sheet, its header among them; a spreadsheet opens no more.
const ROWS_MAX: usize = 1_048_576;
/// The largest number of minor units in a cell: a spreadsheet keeps 15 digits and makes the rest
/// zeros without a word.
const NUMBER_MAX: u128 = 999_999_999_999_999;
/// Digits a currency can have, from none up.
const DIGITS: [&str; 5] = ["#,##0", "#,##0.0", "#,##0.00", "#,##0.000", "#,##0.0000"];
/// Width of a column in characters.
const WIDTH: u8 = 18;
/// Columns of the totals.
const TOTAL_COLUMNS: [&str; 13] = [
    "country",
    "currency",
    "items",
    "gross",
    "deductions",
    "net",
    "base_currency",
    "pay_base",
    "employer_base",
    "accrual_base",
    "fee_base",
    "bill_base",
    "margin_base",
];
/// Columns of the reconciliation.
const RECONCILED_COLUMNS: [&str; 5] =
    ["currency", "net of items", "payments", "difference", "reconciliation"];

/// Why there is no workbook.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SheetError {
    /// What was handed in makes no table.
    #[error("the run makes no table")]
    Table(#[from] TableError),
    /// A number that a spreadsheet would round.
    #[error(
        "{number} in row {row} of sheet {sheet} has more than the 15 digits a spreadsheet keeps: \
         hand the run over as CSV"
    )]
    Number {
        /// The sheet.
        sheet: String,
        /// The row, counted from 1.
        row: u32,
        /// The number.
        number: String,
    },
    /// The workbook could not be made.
    #[error("the workbook could not be made: hand the run over as CSV")]
    Workbook(#[from] XlsxError),
}

/// The workbook: sheets Summary, Items and Lines, and Lines 2 and so on when one is full.
///
/// # Errors
/// [`SheetError`].
pub(crate) fn workbook(
    run: &HandedRun,
    items: &[HandedItem],
    lines: &[HandedLine],
    payments: &[HandedPayment],
) -> Result<Vec<u8>, SheetError> {
    let mut book = Book::new(ROWS_MAX);
    book.summary(run, items, lines, payments)?;
    book.table("Items", &ITEM_COLUMNS, items, |item| item_cells(run, item))?;
    book.table("Lines", &LINE_COLUMNS, lines, |line| Ok(line_cells(run, line)))?;
    book.finish(run)
}

/// A workbook as it grows.
struct Book {
    workbook: Workbook,
    styles: Styles,
    rows_max: usize,
}

/// How cells look.
struct Styles {
    header: Format,
    general: Format,
    day: Format,
    amounts: [Format; DIGITS.len()],
}

/// A sheet, its name and the next row.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    name: String,
    row: u32,
}

impl Book {
    fn new(rows_max: usize) -> Self {
        let styles = Styles {
            header: Format::new().set_bold(),
            general: Format::new(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            amounts: DIGITS.map(|digits| Format::new().set_num_format(digits)),
        };
        Self { workbook: Workbook::new(), styles, rows_max }
    }

    /// A table on as many sheets as it needs, at least one, each with the header.
    fn table<T, const N: usize>(
        &mut self,
        name: &str,
        columns: &[&str; N],
        rows: &[T],
        cells: impl Fn(&T) -> Result<[Cell; N], TableError>,
    ) -> Result<(), SheetError> {
        let rows_each = self.rows_max.saturating_sub(1).max(1);
        let mut rest = rows;
        for no in 1_u32.. {
            let (these, others) = rest.split_at(rows_each.min(rest.len()));
            let name = if no == 1 { name.to_owned() } else { format!("{name} {no}") };
            let mut page = Page::new(&mut self.workbook, name, N)?;
            page.header(columns, &self.styles)?;
            page.sheet.set_freeze_panes(1, 0)?;
            for row in these {
                page.write(&cells(row)?, &self.styles)?;
            }
            let last = columns_to_u16(N).saturating_sub(1);
            page.sheet.autofilter(0, 0, page.row.saturating_sub(1), last)?;
            rest = others;
            if rest.is_empty() {
                break;
            }
        }
        Ok(())
    }

    fn summary(
        &mut self,
        run: &HandedRun,
        items: &[HandedItem],
        lines: &[HandedLine],
        payments: &[HandedPayment],
    ) -> Result<(), SheetError> {
        let mut page = Page::new(&mut self.workbook, "Summary".to_owned(), TOTAL_COLUMNS.len())?;
        let counts = [("items", items.len()), ("lines", lines.len()), ("payments", payments.len())];
        page.header(&["payroll run", &run.payroll_run_id.to_string()], &self.styles)?;
        page.sheet.set_freeze_panes(1, 0)?;
        for (fact, cell) in facts(run) {
            page.write(&[Cell::text(fact), cell], &self.styles)?;
        }
        for (what, n) in counts {
            let n = Cell::Number(i128::try_from(n).unwrap_or(i128::MAX));
            page.write(&[Cell::text(what), n], &self.styles)?;
        }
        page.skip();
        page.header(&TOTAL_COLUMNS, &self.styles)?;
        for cells in total_rows(run, items) {
            page.write(&cells, &self.styles)?;
        }
        page.skip();
        page.header(&RECONCILED_COLUMNS, &self.styles)?;
        for cells in reconciled_rows(items, payments) {
            page.write(&cells, &self.styles)?;
        }
        Ok(())
    }

    fn finish(mut self, run: &HandedRun) -> Result<Vec<u8>, SheetError> {
        let locked_at = ExcelDateTime::from_timestamp(run.locked_at.as_second())?;
        let properties = DocProperties::new()
            .set_title(format!("Payroll run {}", run.payroll_run_id))
            .set_creation_datetime(&locked_at);
        self.workbook.set_properties(&properties);
        Ok(self.workbook.save_to_buffer()?)
    }
}

impl<'a> Page<'a> {
    fn new(workbook: &'a mut Workbook, name: String, n_columns: usize) -> Result<Self, SheetError> {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&name)?;
        for column in 0..columns_to_u16(n_columns) {
            sheet.set_column_width(column, WIDTH)?;
        }
        Ok(Self { sheet, name, row: 0 })
    }

    fn skip(&mut self) {
        self.row = self.row.saturating_add(1);
    }

    fn header(&mut self, titles: &[&str], styles: &Styles) -> Result<(), SheetError> {
        for (column, title) in (0..).zip(titles) {
            self.sheet.write_string_with_format(self.row, column, *title, &styles.header)?;
        }
        self.skip();
        Ok(())
    }

    fn write(&mut self, cells: &[Cell], styles: &Styles) -> Result<(), SheetError> {
        for (column, cell) in (0..).zip(cells) {
            self.cell(column, cell, styles)?;
        }
        self.skip();
        Ok(())
    }

    fn cell(&mut self, column: u16, cell: &Cell, styles: &Styles) -> Result<(), SheetError> {
        let general = &styles.general;
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => {
                self.sheet.write_string(self.row, column, text)?;
            }
            Cell::Number(number) => self.number(column, *number, &plain(*number, 0), general)?,
            Cell::Amount { minor, digits } => {
                let style = usize::try_from(*digits).ok().and_then(|at| styles.amounts.get(at));
                self.number(column, *minor, &cell.plain(), style.unwrap_or(general))?;
            }
            Cell::Quantity(e6) => self.number(column, i128::from(*e6), &cell.plain(), general)?,
            Cell::Day(day) => {
                let day = ExcelDateTime::parse_from_str(&day.to_string())?;
                self.sheet.write_datetime_with_format(self.row, column, &day, &styles.day)?;
            }
        }
        Ok(())
    }

    /// Writes `text`, which is `minor` with its point set, as the double nearest to it: with 15
    /// digits that double is written back as the same digits.
    fn number(
        &mut self,
        column: u16,
        minor: i128,
        text: &str,
        style: &Format,
    ) -> Result<(), SheetError> {
        let number =
            if minor.unsigned_abs() > NUMBER_MAX { None } else { text.parse::<f64>().ok() };
        let Some(number) = number else {
            return Err(SheetError::Number {
                sheet: self.name.clone(),
                row: self.row.saturating_add(1),
                number: text.to_owned(),
            });
        };
        self.sheet.write_number_with_format(self.row, column, number, style)?;
        Ok(())
    }
}

/// What a run is, one fact a row.
fn facts(run: &HandedRun) -> [(&'static str, Cell); 8] {
    [
        ("calendar", Cell::text(&run.calendar)),
        ("month", Cell::text(&run.month_on.strftime("%Y-%m").to_string())),
        ("kind", Cell::text(&run.kind)),
        ("run of the month", Cell::Number(run.seq.into())),
        ("base currency", Cell::text(run.currency.code())),
        ("pay day", Cell::Day(run.pay_on)),
        ("locked at", Cell::text(&run.locked_at.to_string())),
        ("content hash", Cell::text(&run.content_hash_text())),
    ]
}

fn total_rows(run: &HandedRun, items: &[HandedItem]) -> Vec<[Cell; TOTAL_COLUMNS.len()]> {
    let base = |minor| Cell::amount(minor, run.currency);
    by_country(items)
        .into_iter()
        .map(|((country, currency), sums)| {
            let paid =
                |minor| currency.map_or(Cell::Empty, |currency| Cell::amount(minor, currency));
            [
                Cell::text(country),
                currency.map_or(Cell::Empty, |currency| Cell::text(currency.code())),
                Cell::Number(sums.n_items.into()),
                paid(sums.gross_minor),
                paid(sums.deductions_minor),
                paid(sums.net_minor),
                Cell::text(run.currency.code()),
                base(sums.pay_base_minor),
                base(sums.employer_base_minor),
                base(sums.accrual_base_minor),
                base(sums.fee_base_minor),
                base(sums.bill_base_minor),
                base(sums.margin_base_minor),
            ]
        })
        .collect()
}

fn reconciled_rows(
    items: &[HandedItem],
    payments: &[HandedPayment],
) -> Vec<[Cell; RECONCILED_COLUMNS.len()]> {
    reconciled(items, payments)
        .into_iter()
        .map(|found| {
            let difference_minor = found.difference_minor();
            let amount = |minor: i128| Cell::amount(minor, found.currency);
            [
                Cell::text(found.currency.code()),
                amount(found.net_minor),
                amount(found.paid_minor),
                amount(difference_minor),
                Cell::text(if difference_minor == 0 { "agrees" } else { "differs" }),
            ]
        })
        .collect()
}

/// No table here has more than some dozen columns.
fn columns_to_u16(n_columns: usize) -> u16 {
    u16::try_from(n_columns).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests;
