//! One frame of the dashboard, for scripts and manuals.

use std::os::unix::fs::PermissionsExt as _;

use crate::firm::Firm;

#[tokio::test]
async fn a_frame_is_drawn_into_a_file_over_the_one_before() {
    let firm = Firm::with_a_night().await;
    let file = firm.home.path().join("runs.svg");
    let path = file.to_str().unwrap();
    let draw = || {
        let args = ["dash", "--once", "runs", "--theme", "day", "--size", "120x36", "--svg", path];
        assert_eq!(firm.done(&args), "", "the frame goes to the file alone");
        std::fs::read_to_string(&file).unwrap()
    };
    draw();
    let picture = draw();
    assert!(picture.starts_with("<svg xmlns") && picture.ends_with("</svg>\n"), "{picture}");
    assert!(picture.contains("viewBox=\"0 0 1008.0 648.0\""), "120 by 36 characters");
    assert!(picture.contains("Runs") && picture.contains("#fbf8f1"), "{picture}");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it may show who people are");

    let args = ["dash", "--once", "runs", "--svg", "/nowhere/runs.svg"];
    firm.refused(&args, 1, "cannot draw into /nowhere/runs.svg");
}
