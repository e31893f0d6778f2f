//! An iroh endpoint on loopback with nothing else switched on: no relay, no discovery, no port mapping.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, Result};
use iroh::endpoint::{NetReportConfig, presets};
use iroh::{Endpoint, EndpointAddr, RelayMode, SecretKey};

/// Binds an endpoint that speaks these protocols.
pub async fn endpoint(alpns: Vec<Vec<u8>>) -> Result<Endpoint> {
    let endpoint = Endpoint::builder(presets::Minimal)
        .secret_key(SecretKey::generate())
        .alpns(alpns)
        .relay_mode(RelayMode::Disabled)
        .clear_address_lookup()
        .net_report_config(NetReportConfig::minimal())
        .clear_ip_transports()
        .bind_addr(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?
        .bind()
        .await?;
    Ok(endpoint)
}

/// Where it is, in words that the other side can read.
pub fn address(endpoint: &Endpoint) -> Result<String> {
    let socket = endpoint.bound_sockets().into_iter().next().context("it is bound")?;
    Ok(format!("{}@{socket}", endpoint.id()))
}

/// Those words again.
pub fn parse(address: &str) -> Result<EndpointAddr> {
    let (id, socket) = address.split_once('@').context("ID@ADDRESS")?;
    Ok(EndpointAddr::new(id.parse()?).with_ip_addr(socket.parse()?))
}

/// UDP payload bytes that it has sent so far.
pub fn sent(endpoint: &Endpoint) -> u64 {
    endpoint.metrics().socket.send_ipv4.get()
}
