//! Names lie sealed in the database, are shown where the key is, and every look leaves a trace.

use crate::firm::{Firm, said};

const PEOPLE: &str = "ref,name,email,status,country\n\
    a-1,Ana Sosa,ana@example.test,bench,CO\n\
    a-2,Beto Díaz,,bench,CO\n";

/// A firm with two named developers.
async fn firm() -> Firm {
    let firm = Firm::empty().await;
    let file = firm.home.path().join("people.csv");
    std::fs::write(&file, PEOPLE).unwrap();
    firm.done(&["import", "developers", file.to_str().unwrap()]);
    firm
}

#[tokio::test]
async fn nothing_in_the_database_says_who_somebody_is() {
    let firm = firm().await;
    let tables = "select string_agg(format('%I.%I', table_schema, table_name), ' ')
        from information_schema.tables where table_schema in ('sereno', 'apalis') and table_type = 'BASE TABLE'";
    for table in firm.db.text(tables.to_owned()).await.unwrap().split(' ') {
        let named = format!(
            "select count(*) from {table} as stored where stored::text ~* 'Sosa|Beto|ana@example'"
        );
        assert_eq!(firm.db.count(named).await.unwrap(), 0, "{table}");
    }
    assert_eq!(firm.db.count("select count(*) from sereno.developer_pii").await.unwrap(), 2);
    let vetting = firm.done(&["vetting"]);
    assert!(!vetting.contains("Sosa"), "nobody waits: {vetting}");
}

#[tokio::test]
async fn who_looks_at_whom_is_written_down_and_never_taken_away() {
    let firm = Firm::with_a_night().await;
    let waiting = firm.json(&["vetting"]);
    let first = &waiting["waiting"][0];
    let id = first["developer_id"].as_i64().unwrap();
    assert_ne!(first["name"].as_str().unwrap(), format!("developer {id}"));
    let looks = format!(
        "select count(*) from sereno.personal_access
        where actor = 'ana' and place = 'vetting' and developer_ids @> array[{id}::bigint]"
    );
    assert_eq!(firm.db.count(looks.as_str()).await.unwrap(), 1);
    firm.done(&["vetting"]);
    assert_eq!(firm.db.count(looks.as_str()).await.unwrap(), 2);
    let gone = firm.db.change("delete from sereno.personal_access".to_owned()).await;
    gone.unwrap_err();
    assert_eq!(firm.db.count(looks).await.unwrap(), 2);
}

#[tokio::test]
async fn without_the_key_people_are_numbers_and_nothing_is_taken_in() {
    let firm = firm().await;
    let key = firm.home.path().join("personal.key");
    let kept = std::fs::read_to_string(&key).unwrap();
    let called = || {
        let people = firm.json(&["people"]);
        let lines = people["lines"].as_array().unwrap().clone();
        lines.iter().map(|line| line["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(called(), ["Ana Sosa", "Beto Díaz"]);
    std::fs::remove_file(&key).unwrap();
    assert_eq!(called(), ["developer 1", "developer 2"]);
    firm.done(&["run", "nightly", "--wait"]);
    let file = firm.home.path().join("people.csv");
    std::fs::write(&file, PEOPLE.replace("Beto", "Berto")).unwrap();
    let import = ["import", "developers", file.to_str().unwrap()];
    let refused = firm.run(&import);
    assert!(!refused.status.success());
    assert!(
        said(&refused).contains("personal.key is not there: copy it from the host"),
        "{}",
        said(&refused)
    );
    // The key of another database does not do.
    std::fs::write(&key, "7".repeat(64)).unwrap();
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    assert!(said(&firm.run(&import)).contains("is not the key this database was made with"));
    std::fs::write(&key, kept).unwrap();
    let done = said(&firm.run(&import));
    assert!(done.contains("1 changed"), "{done}");
    let changed = "select count(*) from sereno.developer_change where what = 'name'";
    assert_eq!(firm.db.count(changed).await.unwrap(), 1);
}

#[tokio::test]
async fn what_a_former_version_kept_in_the_clear_is_sealed() {
    let firm = Firm::with_a_night().await;
    let developer = "(select min(developer_id) from sereno.developer)";
    firm.change(format!("delete from sereno.developer_pii where developer_id = {developer}")).await;
    firm.change(format!(
        "insert into sereno.developer_pii_clear (developer_id, full_name, email)
        values ({developer}, 'Old Name', 'old@example.test')"
    ))
    .await;
    let document = "(select min(document_id) from sereno.document where number_kind is not null)";
    firm.change(format!("delete from sereno.document_pii where document_id = {document}")).await;
    firm.change(format!(
        "insert into sereno.document_pii_clear (document_id, number) values ({document}, '123')"
    ))
    .await;
    firm.done(&["runs"]);
    let left = "select (select count(*) from sereno.developer_pii_clear)
        + (select count(*) from sereno.document_pii_clear)";
    assert_eq!(firm.db.count(left).await.unwrap(), 0);
    let id = firm.db.count(format!("select {developer}")).await.unwrap();
    let sealed = format!("select count(*) from sereno.developer_pii where developer_id = {id}");
    assert_eq!(firm.db.count(sealed).await.unwrap(), 1);
    let sealed = format!("select count(*) from sereno.document_pii where document_id = {document}");
    assert_eq!(firm.db.count(sealed).await.unwrap(), 1);
}
