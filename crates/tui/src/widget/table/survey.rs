//! What a table tells of itself when it is looked over instead of looked at.

use ratatui::layout::Rect;

use super::place::Place;
use super::{Arranged, Cell, GAP, Table};
use crate::canvas::Canvas;
use crate::export::{self, Extract};
use crate::manner::Manner;
use crate::number::percent;
use crate::scene::Scene;
use crate::survey::{Choosable, Sought, Zone};

impl<R> Table<R> {
    /// Marks the heads that can be sorted by, and takes the rows when the list has the cursor.
    pub(super) fn survey(
        &self,
        scene: &Scene<'_>,
        canvas: &mut Canvas<'_>,
        titles: Rect,
        pane: usize,
        (arranged, places): (&Arranged<'_, R>, &[Place]),
    ) {
        let Some(survey) = canvas.survey() else { return };
        for place in places.iter().filter(|_| titles.height > 0) {
            let sorted = self.columns.get(place.column).filter(|column| column.order.is_some());
            if let Some(column) = sorted {
                // The title of a column of numbers may begin in the gap before it.
                let x = place.x.saturating_sub(GAP);
                let area = Rect { x, width: place.width + GAP, height: 1, ..titles };
                survey.mark(area, Zone::Head { pane, column: column.title });
            }
        }
        if !scene.has_cursor(pane) {
            return;
        }
        match survey.sought {
            Sought::Zones => {}
            Sought::Rows => survey.extract = Some(self.extract(scene, arranged, places)),
            Sought::Columns => survey.columns = self.choosable(scene, pane),
        }
    }

    /// The columns that have a title.
    fn choosable(&self, scene: &Scene<'_>, pane: usize) -> Vec<Choosable> {
        let titled = self.columns.iter().filter(|column| !column.title.trim().is_empty());
        titled
            .map(|column| Choosable {
                title: column.title,
                head: column.head(scene).trim().to_owned(),
                stays: self.stays(column),
                is_shown: self.stays(column) || !scene.view.hides(pane, column.title),
            })
            .collect()
    }

    fn extract(&self, scene: &Scene<'_>, arranged: &Arranged<'_, R>, places: &[Place]) -> Extract {
        let _bare = Manner { bare: true, ..Manner::now() }.hold();
        let columns: Vec<_> =
            places.iter().filter_map(|place| self.columns.get(place.column)).collect();
        let text = |cell: Cell<'_>| match cell {
            Cell::Gauge { n, of, .. } => percent(n, of),
            Cell::Text(_) | Cell::Long(_) => cell.words().trim().to_owned(),
        };
        Extract {
            columns: export::names(columns.iter().map(|column| column.title)),
            rows: arranged
                .rows()
                .iter()
                .map(|row| columns.iter().map(|column| text((column.cell)(row, scene))).collect())
                .collect(),
        }
    }
}
