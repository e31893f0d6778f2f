//! Regulations as data: thirteen presets and three overlays, each a TOML document that an adoption names by its BLAKE3.
//!
//! A document that once was shipped never changes: requests are judged for ever by the bytes that were in force when
//! they were logged. A corrected text gets a new id. Every duty keeps the id of its clause (R01.1 to R16.12), and:
//!
//! * `done_by`: what discharges it: one word, or a list of which any one does; `and_by`: what must hold besides.
//!   `opened` (the asked form fields are there), `taken` (by one of `to`), `reached_or_taken`, `told` (all of `to`),
//!   `answered`, `reported`, `confirmed`, `assigned`, `arrived`, `investigated_signed`, `planned`, `completed`, `received`,
//!   `accepted`, `finished`, `visited`, `escalated`, `special_report`, `coordinated`, `promised`, `evaluated`;
//! * `tell`: what the resident is told with it; `content`: what a notice must say (`result`, `result_or_course`,
//!   `progress`); `else_tell`: the alternative within the same limit;
//! * `by`: the duty is owed only if such a role took it; `until`: it lasts until then; `measured = false`: no act hears it;
//! * `mode`: how it is handed over; `consult`: whom somebody asks first; `means`: how somebody goes back to the resident;
//!   `evidence`: which pictures are kept with it; `fields`: what the act that ends it must say besides its words;
//! * `brief`: words go with the handoff; `creates_rule`: the clause by which what it promises is kept.
//!
//! Every key and word says something that the engine, a flag, a form or a face reads; any other one is an error.

pub mod adopted;
pub mod adoption;
pub mod calendar;
mod document;
pub mod due;
pub mod hint;
pub mod policy;
pub mod preset;
pub mod rule;
pub mod word;

pub use adopted::Adopted;
pub use policy::{Clauses, DOCUMENT_BYTES_MAX, Policy, PolicyError};

/// The regulation of an organisation that adopts none, and of a request whose adoption was withheld.
pub const DEFAULT: &str = "r16-full-follow-through";

/// What a document is adopted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A whole regulation.
    Preset,
    /// An addition to one.
    Overlay,
}

/// A regulation that is shipped with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// Its number and short name, as `r16-full-follow-through`.
    pub id: &'static str,
    /// The title of the source text.
    pub title_zh: &'static str,
    /// Preset or overlay.
    pub kind: Kind,
    /// The TOML document, byte for byte what adoptions name.
    pub document: &'static str,
}

/// Every shipped regulation, R01 to R16.
#[must_use]
pub fn presets() -> &'static [Shipped] {
    &SHIPPED
}

/// The document of an id, which may be shortened to its number: `r16-full-follow-through`, `R16` or `r16`.
#[must_use]
pub fn preset(id: &str) -> Option<&'static str> {
    let id = id.to_ascii_lowercase();
    let named = |shipped: &&Shipped| shipped.id == id || shipped.id.split('-').next() == Some(id.as_str());
    SHIPPED.iter().find(named).map(|shipped| shipped.document)
}

/// R16's policy.
///
/// # Panics
/// Never: a test reads every shipped document.
#[must_use]
pub fn default_policy() -> Policy {
    Adopted::default_one().policy.clone()
}

macro_rules! shipped {
    ($( $kind:ident $id:literal $title:literal ),+ $(,)?) => {
        [$( Shipped { id: $id, title_zh: $title, kind: Kind::$kind, document: include_str!(concat!("presets/", $id, ".toml")) } ),+]
    };
}

static SHIPPED: [Shipped; 16] = shipped! {
    Preset "r01-measures-30-60" "物业公司首问负责制实施办法",
    Preset "r02-three-classes" "首问责任制实施细则",
    Preset "r03-yonglv" "物业首问责任管理规定(上海永绿置业)",
    Preset "r04-management-system" "首问责任管理制度",
    Overlay "r05-accountability" "物业管理首问责任方案",
    Preset "r06-estate-desk" "某小区物业管理中心首问负责制度",
    Preset "r07-procedure-24h" "物业公司首问责任制工作规程",
    Preset "r08-form-1h-1wd" "物业服务首问责任制",
    Preset "r09-vanke" "(万科物业)首问责任制实施细则",
    Preset "r10-interactive" "物业互动式制度",
    Preset "r11-counter" "政府机关首问责任制(窗口)",
    Preset "r12-chain" "首問責任制學習心得(移交即解除、逐環首問)",
    Overlay "r13-commitments" "物業公司首問責任制培訓心得",
    Overlay "r14-office-six" "物業公司辦公室首問責任制培訓心得",
    Preset "r15-complaint-norm" "房產管理崗投訴處理服務規范",
    Preset "r16-full-follow-through" "物业的首问责任制(通用,默认)",
};

#[cfg(test)]
mod tests;
