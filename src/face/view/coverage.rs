//! How complete a list may be.

use serde::Serialize;

use super::Names;
use crate::domain::id::{DeviceId, SiteId};
use crate::node::{DeviceCoverage, SiteCoverage};

/// How complete what is held of a site is.
#[derive(Clone, Debug, Serialize)]
pub struct CoverageView {
    /// The site.
    pub site: SiteId,
    /// This node wants a part of the site only.
    pub partial: bool,
    /// Up to when everything is here of the devices that are not late; `null`: there is none.
    pub complete_to: Option<String>,
    /// Records that are known to be missing.
    pub missing: u64,
    /// One a device.
    pub devices: Vec<DeviceCoverageView>,
}

/// How complete what is held of a device is.
#[derive(Clone, Debug, Serialize)]
pub struct DeviceCoverageView {
    /// The device; `null`: the root's records.
    pub device: Option<DeviceId>,
    /// Its name, or the first digits of its id.
    pub name: String,
    /// It is this one.
    pub here: bool,
    /// A certificate of it is in force.
    pub in_force: bool,
    /// It was not heard for more than an hour, or never.
    pub late: bool,
    /// When it was last heard; `null`: never.
    pub last_heard: Option<String>,
    /// The device whose receipt says so; `null`: it was met itself, or its newest record says so.
    pub through: Option<DeviceId>,
    /// Records that are known to be missing.
    pub missing: u64,
}

impl CoverageView {
    /// The coverage of a site.
    #[must_use]
    pub fn of(coverage: &SiteCoverage, names: &Names<'_>) -> Self {
        Self {
            site: coverage.site,
            partial: coverage.partial,
            complete_to: coverage.complete.map(|at| names.time(at)),
            missing: coverage.missing(),
            devices: coverage.devices.iter().map(|device| DeviceCoverageView::of(device, names)).collect(),
        }
    }
}

impl DeviceCoverageView {
    fn of(device: &DeviceCoverage, names: &Names<'_>) -> Self {
        Self {
            device: device.device,
            name: device.device.map(|id| names.device(id)).unwrap_or_default(),
            here: device.here,
            in_force: device.in_force,
            late: device.late,
            last_heard: device.heard.map(|heard| names.time(heard.at)),
            through: device.heard.and_then(|heard| heard.through),
            missing: device.missing(),
        }
    }
}
