//! Arrays as files: little-endian numbers one after the other, and their shapes in one JSON.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

pub(crate) struct Arrays {
    folder: PathBuf,
    shapes: Vec<Value>,
}

impl Arrays {
    pub(crate) fn new(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        Self { folder: folder.to_owned(), shapes: Vec::new() }
    }

    fn put(&mut self, name: &str, dtype: &str, shape: &[usize], bytes: &[u8]) {
        std::fs::write(self.folder.join(name), bytes).unwrap();
        self.shapes.push(json!({ "name": name, "dtype": dtype, "shape": shape }));
    }

    pub(crate) fn bytes(&mut self, name: &str, shape: &[usize], content: &[u8]) {
        self.put(name, "u1", shape, content);
    }

    /// Numbers of 64 bits, signed.
    pub(crate) fn numbers(&mut self, name: &str, shape: &[usize], content: &[i64]) {
        let bytes: Vec<u8> = content.iter().flat_map(|n| n.to_le_bytes()).collect();
        self.put(name, "<i8", shape, &bytes);
    }

    pub(crate) fn finish(self, rest: &Value) {
        let all = json!({ "arrays": self.shapes, "rest": rest });
        std::fs::write(self.folder.join("meta.json"), all.to_string()).unwrap();
    }
}
