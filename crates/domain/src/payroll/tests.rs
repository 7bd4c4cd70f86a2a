//! What a month comes to, table by table.
