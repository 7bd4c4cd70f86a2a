use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};

use super::super::example;
use super::*;

fn made(items: &[HandedItem], lines: &[HandedLine]) -> Vec<u8> {
    workbook(&example::run(), items, lines, &example::payments()).unwrap()
}

fn sheet(bytes: &[u8], name: &str) -> Range<Data> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    book.worksheet_range(name).unwrap()
}

fn names(bytes: &[u8]) -> Vec<String> {
    let book: Xlsx<Cursor<&[u8]>> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    book.sheet_names()
}

/// Minor units of a number of a sheet, by its digits alone.
fn minor(cell: &Data, digits: usize) -> i128 {
    let Data::Float(number) = cell else { panic!("{cell:?} is not a number") };
    format!("{number:.digits$}").replace('.', "").parse().unwrap()
}

#[test]
fn the_sheets_stand_in_order() {
    let bytes = made(&example::items(), &example::lines());
    assert_eq!(names(&bytes), ["Summary", "Items", "Lines"]);
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    assert_eq!(
        made(&example::items(), &example::lines()),
        made(&example::items(), &example::lines())
    );
}

#[test]
fn amounts_read_back_as_they_were() {
    let (items, lines) = (example::items(), example::lines());
    let bytes = made(&items, &lines);
    let read = sheet(&bytes, "Items");
    assert_eq!(read.height(), items.len() + 1);
    for (row, item) in read.rows().skip(1).zip(&items) {
        match item.currency {
            Some(currency) => {
                let digits = usize::try_from(currency.minor_digits()).unwrap();
                assert_eq!(minor(&row[9], digits), i128::from(item.gross_minor));
                assert_eq!(minor(&row[11], digits), i128::from(item.net_minor));
            }
            None => assert_eq!(row[11], Data::Empty),
        }
    }
    let read = sheet(&bytes, "Lines");
    let base: i128 = read.rows().skip(1).map(|row| minor(&row[9], 2)).sum();
    assert_eq!(base, lines.iter().map(|line| i128::from(line.base_minor)).sum());
}

#[test]
fn texts_are_texts_and_neutral() {
    let read = sheet(&made(&example::items(), &example::lines()), "Items");
    let developers: Vec<String> = read.rows().skip(1).map(|row| row[2].to_string()).collect();
    assert_eq!(developers, ["Ana \"La Jefa\" Müller, <&>", "'=HYPERLINK(\"x\")", "#1207", "李 😀"]);
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(made(&example::items(), &example::lines())))
            .unwrap();
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).unwrap().is_empty(), "a formula in {name}");
    }
}

#[test]
fn the_summary_reconciles_items_and_payments() {
    let read = sheet(&made(&example::items(), &example::lines()), "Summary");
    let told: Vec<String> = read
        .rows()
        .map(|row| {
            let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
            cells.join(" | ").trim_end_matches([' ', '|']).to_owned()
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_missing_payment_differs_in_the_summary() {
    let payments = &example::payments()[..2];
    let bytes = workbook(&example::run(), &example::items(), &[], payments).unwrap();
    let read = sheet(&bytes, "Summary");
    let differs: Vec<String> = read
        .rows()
        .filter(|row| row[4] == Data::String("differs".to_owned()))
        .map(|row| row[0].to_string())
        .collect();
    assert_eq!(differs, ["COP"]);
}

#[test]
fn lines_beyond_a_sheet_go_to_the_next() {
    let lines = |n: usize| example::lines().into_iter().cycle().take(n).collect::<Vec<_>>();
    let check = |n_lines: usize, expected: &[&str]| {
        let run = example::run();
        let mut book = Book::new(4);
        let rows = lines(n_lines);
        book.table("Lines", &LINE_COLUMNS, &rows, |line| Ok(line_cells(&run, line))).unwrap();
        let bytes = book.finish(&run).unwrap();
        assert_eq!(names(&bytes), expected);
        let read: usize = expected.iter().map(|name| sheet(&bytes, name).height() - 1).sum();
        assert_eq!(read, n_lines);
    };
    check(0, &["Lines"]);
    check(3, &["Lines"]);
    check(4, &["Lines", "Lines 2"]);
    check(7, &["Lines", "Lines 2", "Lines 3"]);
}

#[test]
fn a_number_a_spreadsheet_would_round_is_refused() {
    let with = |base_minor| {
        let mut lines = example::lines();
        lines[1].base_minor = base_minor;
        workbook(&example::run(), &[], &lines, &[])
    };
    let read = sheet(&with(-999_999_999_999_999).unwrap(), "Lines");
    assert_eq!(minor(&read.rows().nth(2).unwrap()[9], 2), -999_999_999_999_999);
    assert_eq!(
        with(1_000_000_000_000_000).unwrap_err().to_string(),
        "10000000000000.00 in row 3 of sheet Lines has more than the 15 digits a spreadsheet \
         keeps: hand the run over as CSV"
    );
}

#[test]
fn currencies_of_the_world_have_a_style_for_their_digits() {
    for code in ["CLP", "USD", "CLF", "KWD", "COP", "UYI"] {
        let currency: sereno_domain::money::Currency = code.parse().unwrap();
        assert!(usize::try_from(currency.minor_digits()).unwrap() < DIGITS.len(), "{code}");
    }
}
