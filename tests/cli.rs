//! The stories in `tests/cli/*.md` are manual pages that run: every command in a `console` block is carried out in a
//! folder of the story's own, and has to say what the page says.
//!
//! In a block, `$ shouwen …` is a command and the lines below it what it says, results before messages. `[..]` stands
//! for anything within a line, a line `...` for any lines. A line `? 2` is the exit code where it is not 0.
//! `$ ID=$(shouwen … --json | jq -r .id)` keeps a value, `$ID` uses it, a command that ends in `&` goes on beside the
//! rest, and a line that ends in `\` goes on in the next one. `STORIES=write` writes what was said into the pages.

#[path = "stories/runner.rs"]
mod runner;
#[path = "stories/shell.rs"]
mod shell;

use runner::tell;
use shell::Shell;

#[test]
fn photos_and_files_come_behind_the_words() {
    tell("photo.md");
}

#[test]
fn a_guard_logs_offline_and_hands_over() {
    tell("guard.md");
}

#[test]
fn a_van_takes_over_and_reports_back() {
    tell("van.md");
}

#[test]
fn the_centre_dispatches_follows_up_and_imports() {
    tell("centre.md");
}

#[test]
fn a_supervisor_settles_and_verifies() {
    tell("supervisor.md");
}

#[test]
fn a_copied_device_is_found_and_its_branch_admitted() {
    tell("fork.md");
}

#[test]
fn an_operator_backs_up_restores_and_looks_after_a_folder() {
    tell("backup.md");
}

#[test]
fn a_request_changes_hands_by_codes_without_any_network() {
    tell("qr.md");
}

#[test]
fn the_regulations_own_forms_are_filled_from_the_records() {
    tell("forms.md");
}

#[test]
fn the_figures_of_a_site_are_reported() {
    tell("report.md");
}

#[test]
fn bad_input_gets_a_clear_sentence_and_loses_nothing() {
    tell("bad-input.md");
}

#[test]
fn anybody_can_check_a_date_and_a_regulation() {
    tell("regulations.md");
}

#[test]
fn everybody_sees_what_is_due_by_which_clause() {
    tell("duties.md");
}

#[test]
fn regulations_and_calendars_are_adopted_strictly() {
    tell("adoption.md");
}

#[test]
fn commands_at_once_take_their_turns() {
    let mut shell = Shell::new();
    let founded = shell.run("shouwen --data post init --org 永安物业 --site 桂园 --device 东门岗 --staff 李保安");
    assert_eq!(founded.code, 0, "{}", founded.text);
    let all = shell.at_once("shouwen --data post request open --channel visit --matter repair --text 电梯又停了", 6);
    for said in &all {
        assert_eq!(said.code, 0, "{}", said.text);
    }
    let logged = shell.run("shouwen --data post request list --json").text;
    assert_eq!(logged.matches("\"id\"").count(), 6, "{logged}");
}

#[test]
fn r01_the_centre_is_reached_in_half_an_hour_and_tells_the_result_in_one() {
    tell("r01.md");
}

#[test]
fn r02_three_classes_have_three_ladders_and_two_notices() {
    tell("r02.md");
}

#[test]
fn r03_one_officer_registers_dispatches_and_visits() {
    tell("r03.md");
}

#[test]
fn r04_a_call_is_registered_and_followed_until_it_is_solved() {
    tell("r04.md");
}

#[test]
fn r05_a_committee_can_see_who_kept_what() {
    tell("r05.md");
}

#[test]
fn r06_a_guards_entry_is_a_relay_and_the_desk_is_first_contact() {
    tell("r06.md");
}

#[test]
fn r07_a_day_to_answer_and_an_evaluation_at_the_end() {
    tell("r07.md");
}

#[test]
fn r10_three_urgencies_and_satisfaction_at_the_end() {
    tell("r10.md");
}

#[test]
fn r11_papers_are_named_once_and_two_visits_are_enough() {
    tell("r11.md");
}

#[test]
fn r12_every_taker_is_first_contact_of_the_leg() {
    tell("r12.md");
}

#[test]
fn r13_a_promise_has_a_date_and_a_moved_one_a_reason() {
    tell("r13.md");
}

#[test]
fn r14_a_name_is_given_and_an_absent_department_received_for() {
    tell("r14.md");
}

#[test]
fn r15_an_investigation_is_signed_and_answered_in_a_day_or_two() {
    tell("r15.md");
}

#[test]
fn r16_the_first_contact_follows_through_to_satisfaction() {
    tell("r16.md");
}

#[test]
fn r08_an_hour_to_hand_over_and_a_working_day_to_answer() {
    tell("r08.md");
}

#[test]
fn r09_a_misdirected_case_is_absorbed_and_never_passed_on() {
    tell("r09.md");
}

#[test]
fn a_supervisor_keeps_the_directory_the_shifts_and_the_duty_post() {
    tell("roster.md");
}
