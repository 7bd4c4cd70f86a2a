//! The one table: columns are data, rows are borrowed, and only what is seen is drawn.

mod mark;
mod place;
mod survey;

use std::borrow::Cow;
use std::cmp::Ordering;

use arrayvec::ArrayVec;
use ratatui::layout::Rect;

use self::mark::Marks;
use self::place::{Place, paint_cell};
use crate::canvas::{Canvas, width};
use crate::clock;
use crate::language::{say, say_with};
use crate::manner;
use crate::number::{count, grouped, narrow};
use crate::scene::Scene;
use crate::sieve::{self, Value};
use crate::survey::Zone;
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};

/// Blank cells between two columns.
const GAP: u16 = 2;
/// Pieces of text a cell mostly has at most.
const PIECES: usize = 3;
/// Cells before the first column: the cursor, and the mark of a row that is marked.
const MARGIN: u16 = 2;

/// What one row shows in one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell<'r> {
    /// A few pieces of text, one after another: a frame has hundreds of such cells.
    Text(ArrayVec<(Cow<'r, str>, Tone), PIECES>),
    /// More of them.
    Long(Vec<(Cow<'r, str>, Tone)>),
    /// A bar of `n` of `of`.
    Gauge {
        /// How much.
        n: u64,
        /// Of how much.
        of: u64,
        /// Its colour by meaning.
        tone: Tone,
    },
}

impl<'r> Cell<'r> {
    /// Text in one tone.
    pub(crate) fn text(text: impl Into<Cow<'r, str>>, tone: Tone) -> Self {
        Self::texts([(text.into(), tone)])
    }

    /// Pieces of text, one after another.
    pub(crate) fn texts(pieces: impl IntoIterator<Item = (Cow<'r, str>, Tone)>) -> Self {
        let mut pieces = pieces.into_iter().fuse();
        let few: ArrayVec<_, PIECES> = pieces.by_ref().take(PIECES).collect();
        match pieces.next() {
            None => Self::Text(few),
            Some(more) => Self::Long(few.into_iter().chain([more]).chain(pieces).collect()),
        }
    }

    /// Nothing to say.
    pub(crate) fn blank() -> Self {
        Self::Text(ArrayVec::new_const())
    }

    /// A count; zero is quiet.
    pub(crate) fn number(n: u64, tone: Tone) -> Self {
        Self::text(grouped(n), if n == 0 { Tone::Faint } else { tone })
    }

    /// Its texts, one after another; none of a bar.
    pub(crate) fn pieces(&self) -> &[(Cow<'r, str>, Tone)] {
        match self {
            Self::Text(pieces) => pieces,
            Self::Long(pieces) => pieces,
            Self::Gauge { .. } => &[],
        }
    }

    fn width(&self) -> u16 {
        self.pieces().iter().map(|(text, _)| width(text)).fold(0, u16::saturating_add)
    }

    /// Its texts in one.
    pub(crate) fn words(&self) -> String {
        self.pieces().iter().map(|(text, _)| text.as_ref()).collect()
    }
}

/// Where a column's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Text: from the left, cut with `…` when it must be.
    Left,
    /// Numbers: to the right, never cut; the column widens for them.
    Right,
}

/// One column. A row's text in it is also what the filter looks at.
pub(crate) struct Column<R: 'static> {
    title: &'static str,
    titled: Option<fn(&Scene<'_>) -> String>,
    side: Side,
    least: u16,
    grows: u16,
    drops: u8,
    cell: for<'r> fn(&'r R, &Scene<'_>) -> Cell<'r>,
    order: Option<fn(&R, &R) -> Ordering>,
}

impl<R> Column<R> {
    /// A column of text, `least` cells wide.
    pub(crate) const fn left(
        title: &'static str,
        least: u16,
        cell: for<'r> fn(&'r R, &Scene<'_>) -> Cell<'r>,
    ) -> Self {
        Self { title, titled: None, side: Side::Left, least, grows: 0, drops: 0, cell, order: None }
    }

    /// A column of numbers, at least `least` cells wide.
    pub(crate) const fn right(
        title: &'static str,
        least: u16,
        cell: for<'r> fn(&'r R, &Scene<'_>) -> Cell<'r>,
    ) -> Self {
        Self {
            title,
            titled: None,
            side: Side::Right,
            least,
            grows: 0,
            drops: 0,
            cell,
            order: None,
        }
    }

    /// Is headed by what the scene says; its own title is what it is sorted by.
    pub(crate) const fn titled(self, titled: fn(&Scene<'_>) -> String) -> Self {
        Self { titled: Some(titled), ..self }
    }

    /// Takes so many shares of the room that is left over.
    pub(crate) const fn grows(self, grows: u16) -> Self {
        Self { grows, ..self }
    }

    /// Is left out when room is short; the highest number goes first.
    pub(crate) const fn drops(self, drops: u8) -> Self {
        Self { drops, ..self }
    }

    /// Can be sorted by, smallest first.
    pub(crate) const fn sorts(self, order: fn(&R, &R) -> Ordering) -> Self {
        Self { order: Some(order), ..self }
    }
}

/// What the filter can name: `rule:DOC-02`.
pub(crate) struct Field<R: 'static> {
    /// What stands before the colon.
    pub name: &'static str,
    /// What a row has in it.
    pub value: fn(&R) -> Value,
}

/// A kind of list.
pub(crate) struct Table<R: 'static> {
    /// From left to right.
    pub columns: &'static [Column<R>],
    /// What the filter can name; words without a name are looked for in the columns.
    pub fields: &'static [Field<R>],
    /// What a row is about.
    pub key: fn(&R) -> Key,
    /// Titles of the columns that tell one row from another: they are always shown.
    pub names: &'static [&'static str],
    /// True when someone should look at it; what `!` keeps.
    pub trouble: fn(&R) -> bool,
    /// What to say when there is no row, and that is fine.
    pub empty: &'static str,
}

/// Rows as filter and order leave them.
pub(crate) struct Arranged<'r, R> {
    rows: Vec<&'r R>,
    listing: Listing,
    filtered: bool,
}

impl<'r, R> Arranged<'r, R> {
    /// The rows that are left.
    pub(crate) fn rows(&self) -> &[&'r R] {
        &self.rows
    }

    /// The same rows as keys.
    pub(crate) fn listing(self) -> Listing {
        self.listing
    }

    /// How many there are, for a pane's title: `40`, or `3 of 40` when some are hidden.
    pub(crate) fn count(&self) -> String {
        let total = grouped(count(self.listing.n_total));
        if self.filtered {
            say_with("{} of {}", &[&grouped(count(self.rows.len())), &total])
        } else {
            total
        }
    }

    /// The same for a list that was not read to its end: `first 2,000 of 31,204`.
    pub(crate) fn count_of(&self, n_all: u64) -> String {
        if n_all <= count(self.listing.n_total) {
            return self.count();
        }
        let (all, read) = (grouped(n_all), grouped(count(self.listing.n_total)));
        if self.filtered {
            let kept = grouped(count(self.rows.len()));
            say_with("{} of the first {} of {}", &[&kept, &read, &all])
        } else {
            say_with("first {} of {}", &[&read, &all])
        }
    }

    /// The row under the cursor of a pane.
    pub(crate) fn under_cursor(&self, scene: &Scene<'_>, pane: usize) -> Option<&'r R> {
        let position = scene.view.panes.get(pane)?.position(&self.listing.keys)?;
        self.rows.get(position).copied()
    }
}

impl<R> Table<R> {
    /// The orders a list can have. Numbers start with the largest.
    pub(crate) fn sorts(&self) -> Vec<Sort> {
        self.columns
            .iter()
            .filter(|column| column.order.is_some())
            .map(|column| Sort { column: column.title, down: column.side == Side::Right })
            .collect()
    }

    /// Filters and orders.
    pub(crate) fn arrange<'r>(&self, rows: &'r [R], scene: &Scene<'_>) -> Arranged<'r, R> {
        let view = scene.view;
        let mut left: Vec<&R> = rows.iter().collect();
        let mut killer = None;
        if view.problems {
            left.retain(|row| (self.trouble)(row));
            if left.is_empty() {
                killer = Some(say("`!` (only problems)").to_owned());
            }
        }
        let query = view.filter.value();
        if !query.trim().is_empty() && !left.is_empty() {
            let seen: Vec<sieve::Row> = left.iter().map(|row| self.seen(row, scene)).collect();
            let today = clock::date(scene.now, scene.zone());
            let sifted = sieve::sift(query, &seen, today);
            left = sifted.kept.iter().filter_map(|at| left.get(*at).copied()).collect();
            killer = sifted.killer;
        }
        if let Some(sort) = view.sort
            && let Some(order) = self.order(sort)
        {
            left.sort_by(|a, b| if sort.down { order(b, a) } else { order(a, b) });
        }
        let keys = left.iter().map(|row| (self.key)(row)).collect();
        let fields = self.fields.iter().map(|field| field.name).collect();
        let listing = Listing { keys, n_total: rows.len(), fields, killer, note: None };
        Arranged { rows: left, listing, filtered: view.is_filtered() }
    }

    /// Every row as it came, whatever the filter: for a list that shows more of another one's row.
    pub(crate) fn all<'r>(&self, rows: &'r [R]) -> Arranged<'r, R> {
        let keys = rows.iter().map(|row| (self.key)(row)).collect();
        let listing = Listing { keys, n_total: rows.len(), ..Listing::default() };
        Arranged { rows: rows.iter().collect(), listing, filtered: false }
    }

    fn order(&self, sort: Sort) -> Option<fn(&R, &R) -> Ordering> {
        self.columns.iter().find(|column| column.title == sort.column)?.order
    }

    /// A row as the filter sees it.
    fn seen(&self, row: &R, scene: &Scene<'_>) -> sieve::Row {
        sieve::Row {
            texts: self.columns.iter().map(|column| (column.cell)(row, scene).words()).collect(),
            named: self.fields.iter().map(|field| (field.name, (field.value)(row))).collect(),
        }
    }

    /// Draws titles and the rows that fit, the cursor's among them.
    pub(crate) fn paint(
        &self,
        scene: &Scene<'_>,
        canvas: &mut Canvas<'_>,
        area: Rect,
        pane: usize,
        arranged: &Arranged<'_, R>,
    ) {
        let body =
            Rect { y: area.y.saturating_add(1), height: area.height.saturating_sub(1), ..area };
        self.paint_rows(scene, canvas, (area, body), pane, (arranged, None));
    }

    /// Draws titles, the rows that fit, and under a line what they come to.
    pub(crate) fn paint_over(
        &self,
        total: &R,
        scene: &Scene<'_>,
        canvas: &mut Canvas<'_>,
        area: Rect,
        pane: usize,
        arranged: &Arranged<'_, R>,
    ) {
        let (y, height) = (area.y.saturating_add(1), area.height.saturating_sub(3));
        self.paint_rows(
            scene,
            canvas,
            (area, Rect { y, height, ..area }),
            pane,
            (arranged, Some(total)),
        );
    }

    /// Draws the rows only, for lists that need no titles.
    pub(crate) fn paint_bare(
        &self,
        scene: &Scene<'_>,
        canvas: &mut Canvas<'_>,
        area: Rect,
        pane: usize,
        arranged: &Arranged<'_, R>,
    ) {
        let no_titles = Rect { height: 0, ..area };
        self.paint_rows(scene, canvas, (no_titles, area), pane, (arranged, None));
    }

    fn paint_rows(
        &self,
        scene: &Scene<'_>,
        canvas: &mut Canvas<'_>,
        (titles, body): (Rect, Rect),
        pane: usize,
        (arranged, total): (&Arranged<'_, R>, Option<&R>),
    ) {
        let Some(state) = scene.view.panes.get(pane) else { return };
        let position = state.position(&arranged.listing.keys);
        let top = state.scroll(position, arranged.rows.len(), usize::from(body.height));
        let seen = arranged.rows.iter().skip(top).take(usize::from(body.height));
        let marks = Marks::of(scene, pane, &arranged.listing.keys);
        let cells_of = |row| self.columns.iter().map(|column| (column.cell)(row, scene)).collect();
        let mut cells: Vec<Vec<Cell<'_>>> = seen.copied().chain(total).map(cells_of).collect();
        let places = self.places(scene, body, &cells, |title| scene.view.hides(pane, title));
        self.survey(scene, canvas, titles, pane, (arranged, &places));
        if let Some(sums) = total.and_then(|_| cells.pop()) {
            let y = body.y + narrow(cells.len());
            canvas.repeat(body.x, y, body.width, "─", Tone::Line);
            self.paint_cells(canvas, y + 1, &places, &sums, true);
        }
        if titles.height > 0 {
            self.paint_titles(scene, canvas, titles, &places);
        }
        if cells.is_empty() {
            self.paint_empty(canvas, body, arranged);
        }
        for (at, (line, cells)) in body.rows().zip(&cells).enumerate() {
            let here = scene.has_cursor(pane) && position == Some(top + at);
            if here {
                canvas.tint(line, Tone::Cursor);
                canvas.text(line.x, line.y, 1, "▌", Tone::Accent);
                canvas.focus(line.x, line.y);
            }
            canvas.mark(line, Zone::Row { pane, place: top + at });
            let key = arranged.listing.keys.get(top + at);
            let sign = key.map_or("", |key| marks.sign(key, top + at));
            canvas.text(line.x + 1, line.y, 1, sign, Tone::Accent);
            self.paint_cells(canvas, line.y, &places, cells, here);
        }
    }

    fn paint_cells(
        &self,
        canvas: &mut Canvas<'_>,
        y: u16,
        places: &[Place],
        cells: &[Cell<'_>],
        strong: bool,
    ) {
        for place in places {
            if let (Some(cell), Some(column)) =
                (cells.get(place.column), self.columns.get(place.column))
            {
                paint_cell(canvas, y, place, column.side, cell, strong);
            }
        }
    }

    fn paint_titles(
        &self,
        scene: &Scene<'_>,
        canvas: &mut Canvas<'_>,
        area: Rect,
        places: &[Place],
    ) {
        for place in places {
            let Some(column) = self.columns.get(place.column) else { continue };
            let sorted = scene.view.sort.filter(|sort| sort.column == column.title);
            let (mark, tone) = match sorted {
                Some(Sort { down: true, .. }) => (manner::key(" ▼", " v"), Tone::Accent),
                Some(Sort { down: false, .. }) => (manner::key(" ▲", " ^"), Tone::Accent),
                None => ("", Tone::Dim),
            };
            let title = format!("{}{mark}", column.head(scene));
            match column.side {
                Side::Left => canvas.text(place.x, area.y, place.width, &title, tone),
                Side::Right => {
                    canvas.right(place.x + place.width, area.y, place.width + GAP, &title, tone)
                }
            };
        }
    }

    fn paint_empty(&self, canvas: &mut Canvas<'_>, area: Rect, arranged: &Arranged<'_, R>) {
        if area.height == 0 {
            return;
        }
        let room = area.width.saturating_sub(MARGIN);
        let x = area.x + MARGIN;
        match &arranged.listing.killer {
            Some(killer) => {
                let total = grouped(count(arranged.listing.n_total));
                let text = say_with("0 of {}: {} leaves nothing, esc clears", &[&total, killer]);
                canvas.text(x, area.y, room, &text, Tone::Warn);
            }
            None => {
                canvas.text(x, area.y, room, say(self.empty), Tone::Dim);
            }
        }
    }
}
