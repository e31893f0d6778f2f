//! What the forms F1 to F9 ask (domain.md §3.8). Quoted labels are the text's own; the others are ours, because nobody can
//! sign a form that does not say what happened.

use super::Form;
use super::table::Case::{Escort, HandedOver, SeveralDepartments, Unreachable};
use super::table::Need::{Always, Asked, Each, If, Never};
use super::table::Of::{self, Act, Opening};
use super::table::{By, Facet, Label, Per, Sheet, Signer, ours, quote, signer};
use crate::domain::act::Kind;
use crate::domain::act::word::Field;

pub(super) static EARLIER: [Sheet; 9] = [
    Sheet {
        form: Form::F1,
        title: "首问事项登记",
        title_en: "First-contact register",
        regulations: &["R01"],
        per: Per::Request,
        begun: Opening,
        lines: &[
            quote("时间", "Time", &[(Opening, Facet::When)], Always),
            quote("姓名", "Name", &[(Opening, Facet::Text(Field::name))], Asked),
            quote("联系方式", "Contact details", &[(Opening, Facet::Text(Field::phone))], Asked),
            quote("内容", "Content", &[(Opening, Facet::Text(Field::words))], Asked),
            quote("复述确认", "Repeated back to confirm", &[(Opening, Facet::RepeatBack)], Always),
            ours("competence", COMPETENCE, Never),
            quote("接管部门", "Department that took over", &[(Of::Giving, Facet::To)], If(HandedOver)),
            quote("接管部门及联系方式已告知", "Department and its contact told", &[(Of::ToldDepartment, Facet::When)], If(HandedOver)),
            quote("处理结果", "Result", RESULT, Always),
            quote("处理结果告知首问责任人", "Result told to the first contact", &[(Of::ContactToldResult, Facet::When)], If(HandedOver)),
            ours("register-complete", &[(Of::Register, Facet::When)], Always),
        ],
        signers: &[signer("first-contact", By::First(Of::Contact)), signer("completed-by", By::Last(Of::Register))],
    },
    Sheet {
        form: Form::F2,
        title: "工作记录",
        title_en: "Work record",
        regulations: &["R02"],
        per: Per::Request,
        begun: Opening,
        lines: &[
            quote("楼号", "Building", &[(Opening, Facet::Place), (Opening, Facet::Text(Field::place))], Asked),
            quote("房号", "Flat", &[(Opening, Facet::Text(Field::room))], Asked),
            quote("姓名", "Name", &[(Opening, Facet::Text(Field::name))], Asked),
            quote("信息内容", "Content", &[(Opening, Facet::Text(Field::words))], Asked),
            quote("类别", "Class", CLASS, Always),
            ours("confirmation", &[(Act(Kind::Confirm), Facet::When), (Act(Kind::Confirm), Facet::Who)], Always),
            ours("handling", HANDLING, Always),
            ours("result", RESULT, Always),
        ],
        signers: &[signer("clerk", By::First(Of::Clerk))],
    },
    Sheet {
        form: Form::F3,
        title: "特别事件报告",
        title_en: "Special Event Report",
        regulations: &["R02"],
        per: Per::Event,
        begun: Act(Kind::SpecialReport),
        lines: &[
            ours("event-time", &[(Opening, Facet::When)], Always),
            ours("place", &[(Opening, Facet::Place), (Opening, Facet::Text(Field::room))], Always),
            ours("class", &[(Of::This, Facet::Class), (Act(Kind::Classify), Facet::Class), (Opening, Facet::Class)], Always),
            ours("course", &[(Opening, Facet::Text(Field::words)), (Of::This, Facet::Text(Field::words))], Always),
            ours("disposal", HANDLING, Always),
            ours("plan-or-instruction", PLAN_OR_INSTRUCTION, Always),
            ours("losses", &[(Of::This, Facet::Losses)], Always),
            ours("notified", &[(Of::This, Facet::Notified)], Always),
            ours("filed", &[(Of::This, Facet::When)], Always),
        ],
        signers: &[signer("responsible-supervisor", By::First(Of::This))],
    },
    Sheet {
        form: Form::F4,
        title: "客户信息登记",
        title_en: "Customer information register",
        regulations: &["R03"],
        per: Per::Request,
        begun: Opening,
        lines: &[
            quote("来源", "Source", &[(Opening, Facet::Channel)], Always),
            quote("登记", "Registered", &[(Opening, Facet::When), (Opening, Facet::Text(Field::words))], Asked),
            quote(
                "分类",
                "Sorted",
                &[(Opening, Facet::Matter), (Act(Kind::Classify), Facet::Matter), (Act(Kind::Classify), Facet::Class)],
                Always,
            ),
            quote("派发", "Dispatched to", &[(Act(Kind::Assign), Facet::Responsible), (Of::Giving, Facet::To)], Always),
            quote("跟踪", "Tracked", &[(Act(Kind::Progress), Facet::When), (Act(Kind::Progress), Facet::Text(Field::words))], Never),
            quote("反馈", "Fed back", &[(Of::ToldResult, Facet::When), (Of::ToldResult, Facet::Text(Field::words))], Always),
            quote("回访", "Return visit", &[(Act(Kind::Visit), Facet::When), (Act(Kind::Visit), Facet::Means)], Always),
            quote("满意与否", "Satisfied", &[(Act(Kind::Visit), Facet::Satisfied)], Always),
        ],
        signers: &[signer("cs-officer", By::First(Of::Clerk))],
    },
    Sheet {
        form: Form::F5,
        title: "来电登记册",
        title_en: "Call register",
        regulations: &["R04"],
        per: Per::Request,
        begun: Opening,
        lines: &[
            quote("反映的事项", "Matter", &[(Opening, Facet::Text(Field::words))], Asked),
            quote("来电人姓名", "Caller's name", &[(Opening, Facet::Text(Field::name))], Asked),
            quote("联系电话", "Telephone", &[(Opening, Facet::Text(Field::phone))], Asked),
            quote("告知办理的部门", "Department told", &[(Of::ToldDepartment, Facet::When), (Of::Giving, Facet::To)], Always),
            quote("具体询问疑点", "What exactly is asked", &[(Act(Kind::Consult), Facet::Text(Field::advice))], If(Unreachable)),
            ours("promised-answer", &[(Act(Kind::Promise), Facet::Deadline)], If(Unreachable)),
        ],
        signers: &[signer("first-contact", By::First(Of::Contact))],
    },
    Sheet {
        form: Form::F6,
        title: "问题登记表",
        title_en: "Problem register",
        regulations: &["R07"],
        per: Per::Request,
        begun: Opening,
        lines: &[
            quote("问题具体细节", "Details of the problem", &[(Opening, Facet::Text(Field::words))], Asked),
            ours("nature", &[(Opening, Facet::Matter), (Act(Kind::Classify), Facet::Matter)], Always),
            quote("紧迫程度", "Urgency", CLASS, Always),
            ours(
                "first-handling",
                &[(Act(Kind::Answer), Facet::Text(Field::words)), (Act(Kind::Progress), Facet::Text(Field::words))],
                Never,
            ),
            ours("reported-to", &[(Of::Giving, Facet::To), (Act(Kind::Escalate), Facet::To)], If(HandedOver)),
            quote("附件", "Attachments", &[(Act(Kind::Attach), Facet::FileKind)], Never),
            ours("result", RESULT, Always),
            ours("resident-told", &[(Of::ToldResult, Facet::When)], Always),
            quote("原因", "Cause", &[(Act(Kind::Evaluate), Facet::Cause)], Always),
            quote(
                "解决过程",
                "How it was solved",
                &[(Act(Kind::Complete), Facet::Text(Field::measures)), (Act(Kind::Evaluate), Facet::Text(Field::lesson))],
                Always,
            ),
            quote("满意度", "Satisfaction", &[(Act(Kind::Evaluate), Facet::Score), (Act(Kind::Visit), Facet::Satisfied)], Always),
        ],
        signers: &[signer("receptionist", By::First(Of::Contact))],
    },
    Sheet {
        form: Form::F7,
        title: "投诉、查询处理单",
        title_en: "Complaint and enquiry slip",
        regulations: &["R08"],
        per: Per::Request,
        begun: Opening,
        lines: &[
            quote("客人提出的问题", "What the client asks", &[(Opening, Facet::Text(Field::words))], Asked),
            quote("客户姓名", "Client's name", &[(Opening, Facet::Text(Field::name))], Asked),
            quote(
                "地址",
                "Address",
                &[(Opening, Facet::Text(Field::address)), (Opening, Facet::Text(Field::room)), (Opening, Facet::Place)],
                Asked,
            ),
            quote("联系电话", "Telephone", &[(Opening, Facet::Text(Field::phone))], Asked),
            ours("passed-on", &[(Of::Taking, Facet::When)], If(HandedOver)),
            quote(
                "抄报部门主管",
                "Copied to the department head",
                &[(Of::StaffTold, Facet::When), (Of::StaffTold, Facet::To)],
                If(HandedOver),
            ),
            ours("answered", &[(Of::ToldResult, Facet::When), (Act(Kind::Answer), Facet::When)], Always),
            ours("reported-back", &[(Of::StaffToldResult, Facet::When), (Of::StaffToldResult, Facet::To)], If(HandedOver)),
            quote("回访核实", "Return visit to verify", &[(Act(Kind::Visit), Facet::When), (Act(Kind::Visit), Facet::Verified)], Always),
        ],
        signers: &[
            signer("first-contact", By::First(Of::Contact)),
            Signer { label: Label::Quote("各环节签名、签时、签章", "Name, time and seal at every pass"), by: By::Passes },
        ],
    },
    Sheet {
        form: Form::F8,
        title: "接待业主情况记录",
        title_en: "Record of receiving an owner",
        regulations: &["R09"],
        per: Per::Department,
        begun: Of::Contact,
        lines: &[
            ours("demand", &[(Opening, Facet::Text(Field::words)), (Opening, Facet::Text(Field::expectation))], Asked),
            quote("首问人员", "First contact", &[(Of::Contact, Facet::Who)], Always),
            ours("mode", &[(Of::Giving, Facet::Mode)], If(HandedOver)),
            ours("consent", &[(Of::Giving, Facet::Consent)], If(Escort)),
            ours("receiving-department", &[(Of::Taking, Facet::Department), (Of::Taking, Facet::Who)], If(HandedOver)),
            quote("完成时间", "Completed at", &[(Act(Kind::Complete), Facet::When)], Always),
            quote("情况", "What was done", HANDLING, Always),
            quote("跟踪人", "Tracked by", &[(Of::Tracker, Facet::Who)], If(HandedOver)),
        ],
        signers: &[signer("copy-holder", By::First(Of::This))],
    },
    Sheet {
        form: Form::F9,
        title: "客户接待事项协调单",
        title_en: "Coordination slip",
        regulations: &["R09"],
        per: Per::Request,
        begun: Act(Kind::Coordinate),
        lines: &[
            quote("类型", "Type", &[(Act(Kind::Coordinate), Facet::Coordination)], Always),
            ours("departments", &[(Act(Kind::Coordinate), Facet::Departments)], Always),
            quote("主办部门", "Lead department", &[(Act(Kind::Coordinate), Facet::Lead)], If(SeveralDepartments)),
            ours("raised-by", &[(Of::Raised, Facet::Department), (Of::Raised, Facet::Who)], Each),
            quote("协调人", "Coordinator", &[(Of::Coordinated, Facet::Who)], Always),
            ours("conclusion", &[(Of::Coordinated, Facet::Concluded), (Of::Coordinated, Facet::Text(Field::words))], Always),
        ],
        signers: &[signer("raised-by", By::First(Of::Raised)), signer("coordinator", By::Last(Of::Coordinated))],
    },
];

pub(super) const CLASS: &[(Of, Facet)] = &[(Opening, Facet::Class), (Act(Kind::Classify), Facet::Class)];
const COMPETENCE: &[(Of, Facet)] =
    &[(Opening, Facet::Competence), (Act(Kind::Classify), Facet::Competence), (Act(Kind::Classify), Facet::Solvable)];
const RESULT: &[(Of, Facet)] = &[(Act(Kind::Complete), Facet::Outcome), (Act(Kind::Complete), Facet::Text(Field::result))];
const HANDLING: &[(Of, Facet)] = &[
    (Act(Kind::Complete), Facet::Text(Field::measures)),
    (Act(Kind::Complete), Facet::Text(Field::result)),
    (Act(Kind::Complete), Facet::Outcome),
];
const PLAN_OR_INSTRUCTION: &[(Of, Facet)] =
    &[(Of::This, Facet::PlanUsed), (Act(Kind::Confirm), Facet::PlanUsed), (Act(Kind::Escalate), Facet::To)];
