//! `chain ID`: who held a request, from when, from whom, on whose signature; and the proof of it.

use serde::Serialize;

use super::args::ChainArgs;
use super::desk::Desk;
use super::failure::Failure;
use super::resolve::short;
use super::table::plain;
use super::tell::{line, who_holds};
use super::{story, svg};
use crate::domain::chain::{Release, Rule, Tenure};
use crate::domain::group::first_contacts;
use crate::domain::id::{RecordId, RequestId};
use crate::domain::request::{Opening, Request};
use crate::domain::signed::SignatureState;
use crate::face::view::{HolderView, ReleaseView, RequestView, Said};
use crate::node::verify::{ChainProof, StepProof};

/// The chain of a request.
#[derive(Clone, Debug, Serialize)]
pub struct ChainView {
    /// The request.
    pub id: RecordId,
    /// Several are responsible.
    pub contested: bool,
    /// Every tenure, in the order of the fold.
    pub tenures: Vec<HolderView>,
    /// Who released whom, and why.
    pub releases: Vec<ReleaseView>,
    /// Who holds it.
    pub holders: Vec<HolderView>,
    /// How many records are named but have not arrived.
    pub missing_records: usize,
    /// The proof, where it was asked for.
    pub proof: Option<ProofView>,
}

/// Every record checked again from its bytes.
#[derive(Clone, Debug, Serialize)]
pub struct ProofView {
    /// All of it holds.
    pub holds: bool,
    /// One a record.
    pub steps: Vec<StepProofView>,
}

/// A record, checked.
#[derive(Clone, Debug, Serialize)]
pub struct StepProofView {
    /// The record.
    pub record: RecordId,
    /// `valid`, `unchecked` or `invalid`.
    pub signature: String,
    /// A certificate of the organisation covers it.
    pub certified: bool,
    /// Its words are the ones that were signed; `null`: none, or not here.
    pub words: Option<bool>,
}

/// Carries out `chain`.
pub fn run(desk: &mut Desk<'_>, args: &ChainArgs) -> Result<(), Failure> {
    let id = desk.request(&args.id)?;
    let request = desk.handle.request(id)?;
    let proof = if args.verify { Some(desk.handle.verify_chain(id)?) } else { None };
    if let Some(file) = &args.svg {
        let path = desk.path(file);
        let picture = svg::picture(&request, &desk.names(), desk.text);
        std::fs::write(&path, picture).map_err(|why| Failure::broken("usage-write").with("path", path.display()).io(&why))?;
        let path = path.display().to_string();
        desk.out.message(&desk.text.get("said-picture", [("path", path.into())]));
    }
    let full = RequestView::of(&request, &Said::default(), &desk.names());
    let view = view(&request, &full, proof.as_ref(), desk);
    let legs = legs(desk, id)?;
    desk.answer(&view, |desk| {
        told(desk, &request, &full, &legs) + &proof.as_ref().map(|proof| told_proof(desk, proof)).unwrap_or_default()
    });
    match proof {
        Some(proof) if !proof.holds() => Err(Failure::rule("proof-fails")),
        _ => Ok(()),
    }
}

fn view(request: &Request, full: &RequestView, proof: Option<&ChainProof>, desk: &Desk<'_>) -> ChainView {
    ChainView {
        id: request.id,
        contested: request.contested,
        tenures: request.tenures.iter().map(|tenure| HolderView::of(request, tenure, &desk.names())).collect(),
        releases: full.releases.clone(),
        holders: full.holders.clone(),
        missing_records: request.missing.len(),
        proof: proof.map(ProofView::of),
    }
}

/// RULE: R12.5, R12.6. The names of the first contacts, in the order of their legs.
fn legs(desk: &Desk<'_>, id: RequestId) -> Result<Vec<String>, Failure> {
    let (request, course) = desk.handle.course(id)?;
    let evidence = desk.handle.evidence(&desk.handle.snapshot()?, request.site)?;
    let persons = first_contacts(&course, &request, evidence.adopted(course.adoption));
    Ok(persons.into_iter().map(|person| plain(&desk.names().person(person))).collect())
}

fn told(desk: &Desk<'_>, request: &Request, full: &RequestView, legs: &[String]) -> String {
    let id = request.id.to_string();
    let mut said = line(desk.text.get("chain-heading", [("id", short(&id).into())]));
    said.push_str(&story::first_contact(desk, full));
    if legs.len() > 1 {
        said.push_str(&line(desk.text.get("chain-legs", [("names", legs.join(&desk.text.say("list-separator")).into())])));
    }
    for (at, tenure) in request.tenures.iter().enumerate() {
        said.push_str(&told_tenure(desk, request, at, tenure));
    }
    said.push_str(&who_holds(desk, request));
    for remark in &request.remarks {
        said.push_str(&story::told_remark(desk, remark));
    }
    said + &story::not_arrived(desk, request)
}

fn told_tenure(desk: &Desk<'_>, request: &Request, at: usize, tenure: &Tenure) -> String {
    let text = desk.text;
    let names = desk.names();
    let key = match (&request.opening, tenure.id == request.id, tenure.close) {
        (Opening::Import(_), true, _) => "chain-imported",
        (_, true, _) => "chain-opened",
        (_, false, true) => "chain-closed",
        (_, false, false) => "chain-took",
    };
    let name = plain(&names.person(tenure.person));
    let (since, record) = (names.clock(request.since(tenure)), tenure.id.to_string());
    let place = [("n", (at + 1).into()), ("name", name.into()), ("at", since.into()), ("record", short(&record).into())];
    let mut said = line(text.get(key, place));
    // What it took over is told where it happened; what became of it, at the tenure that took it.
    for (parent, edge) in released_by(request, tenure.id) {
        let from = plain(&names.person(parent.person));
        said.push_str(&line(text.get(rule_key(edge.rule), [("from", from.into())])));
    }
    if tenure.id != request.id && released_by(request, tenure.id).next().is_none() {
        said.push_str(&line(text.say("chain-releases-nobody")));
    }
    said
}

/// The tenures that a tenure took over, each with its edge.
pub fn released_by(request: &Request, by: RecordId) -> impl Iterator<Item = (&Tenure, &Release)> {
    let edges = move |tenure: &'_ Tenure| tenure.released.iter().position(|edge| edge.by == by);
    request.tenures.iter().filter_map(move |tenure| edges(tenure).map(|at| (tenure, &tenure.released[at])))
}

/// The key of the sentence for a rule of release.
pub fn rule_key(rule: Rule) -> &'static str {
    match rule {
        Rule::Offer => "chain-rule-offer",
        Rule::Own => "chain-rule-own",
        Rule::Supervisor => "chain-rule-supervisor",
        Rule::Close => "chain-rule-close",
        Rule::DutyPost => "chain-rule-duty-post",
    }
}

fn told_proof(desk: &Desk<'_>, proof: &ChainProof) -> String {
    let text = desk.text;
    let good = proof.steps.iter().filter(|step| faults(step).is_empty()).count();
    let mut said = line(text.get("proof-count", [("good", good.into()), ("all", proof.steps.len().into())]));
    for step in &proof.steps {
        for fault in faults(step) {
            let (id, act) = (step.record.to_string(), text.word(step.kind));
            said.push_str(&line(text.get(fault, [("record", short(&id).into()), ("act", act.into())])));
        }
    }
    if !proof.missing.is_empty() {
        said.push_str(&line(text.get("proof-missing", [("count", proof.missing.len().into())])));
    }
    if proof.holds() {
        said.push_str(&line(text.say("proof-holds")));
    }
    said
}

fn faults(step: &StepProof) -> Vec<&'static str> {
    let checks = [
        (step.signature == SignatureState::Valid, "proof-bad-signature"),
        (step.certified, "proof-not-certified"),
        (step.words != Some(false), "proof-other-words"),
    ];
    checks.into_iter().filter(|(holds, _)| !holds).map(|(_, key)| key).collect()
}

impl ProofView {
    fn of(proof: &ChainProof) -> Self {
        let step = |step: &StepProof| StepProofView {
            record: step.record,
            signature: format!("{:?}", step.signature).to_lowercase(),
            certified: step.certified,
            words: step.words,
        };
        Self { holds: proof.holds(), steps: proof.steps.iter().map(step).collect() }
    }
}
