//! What is shown, written into a file that was not there.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use sereno_tui::export::{ExportFormat, Extract};

use crate::hand_over::table::neutral;

/// Writes the rows and says where they are. What names people is its owner's alone.
///
/// # Errors
/// When a file is there already, or cannot be written; nothing is left behind then.
pub(super) fn export(
    format: ExportFormat,
    path: &str,
    extract: &Extract,
) -> anyhow::Result<String> {
    let path = PathBuf::from(path);
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
    let file = match opened {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("{} is there already: name another file", path.display())
        }
        Err(error) => {
            return Err(error).with_context(|| format!("cannot create {}", path.display()));
        }
    };
    let written = match format {
        ExportFormat::Csv => csv(&file, extract),
        ExportFormat::Json => json(&file, extract),
    };
    if let Err(error) = written.and_then(|()| Ok(file.sync_all()?)) {
        // Why it could not be written is the one to tell.
        let _stays_behind = std::fs::remove_file(&path);
        return Err(error).with_context(|| format!("cannot write {}", path.display()));
    }
    let n_rows = extract.rows.len();
    let rows = if n_rows == 1 { "row is" } else { "rows are" };
    Ok(format!("{n_rows} {rows} in {}", whole(&path).display()))
}

/// The whole path, for whoever looks for the file later.
fn whole(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn csv(file: &File, extract: &Extract) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(BufWriter::new(file));
    writer.write_record(extract.columns.iter().map(|name| neutral(name)))?;
    for row in &extract.rows {
        writer.write_record(row.iter().map(|cell| neutral(cell)))?;
    }
    writer.flush()?;
    Ok(())
}

/// A row whose columns stay in their order.
struct Row<'a>(&'a [String], &'a [String]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, cell) in self.0.iter().zip(self.1) {
            map.serialize_entry(name, cell)?;
        }
        map.end()
    }
}

fn json(file: &File, extract: &Extract) -> anyhow::Result<()> {
    let rows: Vec<Row<'_>> = extract.rows.iter().map(|row| Row(&extract.columns, row)).collect();
    let mut writer = BufWriter::new(file);
    serde_json::to_writer_pretty(&mut writer, &rows)?;
    writer.write_all(b"\n")?;
    writer.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn extract() -> Extract {
        let texts = |texts: [&str; 2]| texts.map(str::to_owned).to_vec();
        Extract {
            columns: texts(["ROLE", "CLIENT"]),
            rows: vec![texts(["=1+1", "Ñandú, \"S.A.\""]), texts(["Rust", "@Acme"])],
        }
    }

    fn written(name: &str, format: ExportFormat) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        let said = export(format, path.to_str().unwrap(), &extract()).unwrap();
        assert_eq!(said, format!("2 rows are in {}", path.display()));
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::read_to_string(path).unwrap()
    }

    #[test]
    fn a_spreadsheet_runs_nothing_of_it() {
        assert_eq!(
            written("a.csv", ExportFormat::Csv),
            "ROLE,CLIENT\n'=1+1,\"Ñandú, \"\"S.A.\"\"\"\nRust,'@Acme\n"
        );
    }

    #[test]
    fn programs_get_what_is_shown() {
        let text = written("a.json", ExportFormat::Json);
        let rows: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(rows[0]["ROLE"], "=1+1");
        assert_eq!(rows[1]["CLIENT"], "@Acme");
        assert!(text.find("ROLE") < text.find("CLIENT"), "{text}");
    }

    #[test]
    fn a_file_that_is_there_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "mine").unwrap();
        let error = export(ExportFormat::Csv, path.to_str().unwrap(), &extract()).unwrap_err();
        assert!(
            error.to_string().ends_with("a.csv is there already: name another file"),
            "{error}"
        );
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
        let error = export(ExportFormat::Csv, "/nowhere/a.csv", &extract()).unwrap_err();
        assert!(error.to_string().starts_with("cannot create /nowhere/a.csv"), "{error}");
    }
}
