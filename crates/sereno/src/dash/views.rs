//! The saved views, in a file under the person's state folder.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use sereno_tui::saved::SavedView;

use super::state;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    #[serde(default)]
    view: Vec<StoredView>,
}

/// A view as it is written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredView {
    name: String,
    screen: String,
    #[serde(default)]
    pane: usize,
    #[serde(default)]
    filter: String,
    #[serde(default)]
    problems: bool,
    sort: Option<String>,
    #[serde(default)]
    largest_first: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    hidden: Vec<StoredColumn>,
}

/// A column that is hidden.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredColumn {
    list: usize,
    column: String,
}

/// Where they are kept.
pub(super) fn path() -> anyhow::Result<PathBuf> {
    state::path("views.toml")
}

/// The views kept; none where there is no file yet.
///
/// # Errors
/// When the file cannot be read, or is not what is written here.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<SavedView>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", path.display()));
        }
    };
    let wrong = || format!("the views in {} are wrong: mend the file or remove it", path.display());
    let stored: Stored = toml::from_str(&text).with_context(wrong)?;
    stored.view.into_iter().map(view).collect::<anyhow::Result<_>>().with_context(wrong)
}

fn view(stored: StoredView) -> anyhow::Result<SavedView> {
    let StoredView { name, screen, pane, filter, problems, sort, largest_first, hidden } = stored;
    let screen = screen.parse()?;
    let sort = sort.map(|column| (column, largest_first));
    let hidden = hidden.into_iter().map(|hidden| (hidden.list, hidden.column)).collect();
    Ok(SavedView { name, screen, pane, filter, problems, sort, hidden })
}

/// Keeps these and no others. A file that is wrong is a person's to mend, and stays.
///
/// # Errors
/// When they cannot be written.
pub(super) fn keep(path: &Path, views: &[SavedView]) -> anyhow::Result<()> {
    read(path)?;
    let column =
        |(list, column): &(usize, String)| StoredColumn { list: *list, column: column.clone() };
    let stored = |view: &SavedView| StoredView {
        name: view.name.clone(),
        screen: view.screen.to_string(),
        pane: view.pane,
        filter: view.filter.clone(),
        problems: view.problems,
        sort: view.sort.as_ref().map(|(column, _)| column.clone()),
        largest_first: view.sort.as_ref().is_some_and(|(_, down)| *down),
        hidden: view.hidden.iter().map(column).collect(),
    };
    let text = toml::to_string(&Stored { view: views.iter().map(stored).collect() })?;
    let fails = || format!("cannot keep the views in {}", path.display());
    state::write(path, &text).with_context(fails)
}

#[cfg(test)]
mod tests {
    use sereno_tui::screen::Screen;

    use super::*;

    fn named(name: &str, sort: Option<(String, bool)>) -> SavedView {
        SavedView {
            name: name.to_owned(),
            screen: Screen::Findings,
            pane: 0,
            filter: "rule:DOC !acme \"x\"".to_owned(),
            problems: true,
            sort,
            hidden: vec![(1, "DUE".to_owned())],
        }
    }

    #[test]
    fn views_are_read_as_they_were_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/sereno/views.toml");
        assert_eq!(read(&path).unwrap(), []);
        let views = [named("papers", Some(("DUE".to_owned(), false))), named("ñandú", None)];
        keep(&path, &views).unwrap();
        assert_eq!(read(&path).unwrap(), views);
        keep(&path, &[]).unwrap();
        assert_eq!(read(&path).unwrap(), []);
    }

    #[test]
    fn a_file_that_is_wrong_is_told_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("views.toml");
        for text in ["[[view]]\nname = 1", "[[view]]\nname = \"x\"\nscreen = \"moon\"\n"] {
            std::fs::write(&path, text).unwrap();
            let error = keep(&path, &[named("papers", None)]).unwrap_err();
            assert!(error.to_string().contains("mend the file or remove it"), "{error}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
    }
}
