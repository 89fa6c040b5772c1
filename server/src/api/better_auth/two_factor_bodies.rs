//! The bodies of the routes for two-step verification, as the stock client sends and reads them.

use super::{
    body::{Body, Members},
    change_password::known_password,
    error::BetterAuthError,
    maybe_user::MaybeUser,
    objects::UserObject,
};
use crate::auth::{self, Auth, LiveSession};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// The password of who asks, and a second step.
#[derive(ToSchema)]
#[schema(as = BetterAuthTwoFactorProof)]
pub(super) struct ProofBody {
    #[schema(format = Password, example = "violet otter signs paper")]
    pub(super) password: String,
    /// A code of the app, or a backup code. Needed where two-step verification is on, and nobody signed in or gave the
    /// password in this session within ten minutes.
    #[schema(example = "123456")]
    pub(super) code: Option<String>,
}

impl ProofBody {
    pub(super) fn read(body: Body) -> Result<Self, BetterAuthError> {
        let mut members = body.members()?;
        let read = Self {
            password: members.text("password"),
            code: members.optional_text("code").filter(|text| !text.is_empty()),
        };
        members.finish()?;
        Ok(read)
    }

    pub(super) async fn check(
        self,
        auth: &Auth,
        live: &LiveSession,
        requester: &MaybeUser,
    ) -> Result<(), BetterAuthError> {
        let password = known_password(self.password)?;
        Ok(auth::require_proof(auth, live, Some(&password), self.code.as_deref(), &requester.client).await?)
    }
}

/// The password, and what the app is to call this place.
#[derive(ToSchema)]
#[schema(as = BetterAuthEnableTwoFactor)]
pub(super) struct EnableBody {
    #[schema(format = Password, example = "violet otter signs paper")]
    pub(super) password: String,
    /// `totp`, an app. Codes by mail (`otp`) are not to be had.
    #[schema(example = "totp", default = "totp")]
    pub(super) method: Option<String>,
    /// Our host, when left out.
    #[schema(example = "My todos")]
    pub(super) issuer: Option<String>,
}

impl EnableBody {
    pub(super) fn read(body: Body) -> Result<Self, BetterAuthError> {
        let mut members = body.members()?;
        let password = members.text("password");
        let method = method(&mut members);
        let issuer = members.optional_text("issuer");
        members.finish()?;
        Ok(Self {
            password,
            method,
            issuer,
        })
    }
}

fn method(members: &mut Members) -> Option<String> {
    match members.raw("method")? {
        Value::String(method) if ["otp", "totp"].contains(&&**method) => Some(method.clone()),
        _ => {
            members.issue("method", "Invalid option: expected one of \"otp\"|\"totp\"");
            None
        }
    }
}

/// What an app needs, and codes for when it is lost. It counts once a code has been verified.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthTwoFactorEnabled)]
pub(super) struct Enabled {
    #[schema(example = "totp")]
    pub(super) method: &'static str,
    #[serde(rename = "totpURI")]
    #[schema(example = "otpauth://totp/app.test:ada%40example.com?secret=…&issuer=app.test&digits=6&period=30")]
    pub(super) totp_uri: String,
    #[serde(rename = "backupCodes")]
    #[schema(example = json!(["k3w9p-x7m2q"]))]
    pub(super) backup_codes: Vec<String>,
}

/// What an app needs.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthTotpUri)]
pub(super) struct TotpUri {
    #[serde(rename = "totpURI")]
    #[schema(example = "otpauth://totp/app.test:ada%40example.com?secret=…&issuer=app.test&digits=6&period=30")]
    pub(super) totp_uri: String,
}

/// A code of the app.
#[derive(ToSchema)]
#[schema(as = BetterAuthVerifyTotp, rename_all = "camelCase")]
pub(super) struct VerifyTotpBody {
    #[schema(example = "123456")]
    pub(super) code: String,
    /// `true` lets this device sign in with the password alone for 30 days.
    #[schema(default = false)]
    pub(super) trust_device: Option<bool>,
}

impl VerifyTotpBody {
    pub(super) fn read(body: Body) -> Result<Self, BetterAuthError> {
        let mut members = body.members()?;
        let code = members.text("code");
        let trust_device = members.optional_bool("trustDevice");
        members.finish()?;
        Ok(Self { code, trust_device })
    }
}

/// A session with its owner.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthVerifiedTwoFactor)]
pub(super) struct Verified {
    /// An access token; left out where no session was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiJ9.…")]
    pub(super) token: Option<String>,
    pub(super) user: UserObject,
}

/// Codes for when the app is lost.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthBackupCodes)]
#[serde(rename_all = "camelCase")]
pub(super) struct BackupCodes {
    #[schema(example = true)]
    pub(super) status: bool,
    #[schema(example = json!(["k3w9p-x7m2q"]))]
    pub(super) backup_codes: Vec<String>,
}

/// A backup code.
#[derive(ToSchema)]
#[schema(as = BetterAuthVerifyBackupCode, rename_all = "camelCase")]
pub(super) struct VerifyBackupCodeBody {
    #[schema(example = "k3w9p-x7m2q")]
    pub(super) code: String,
    /// `true` uses the code up and opens no session.
    #[schema(default = false)]
    pub(super) disable_session: Option<bool>,
    /// `true` lets this device sign in with the password alone for 30 days.
    #[schema(default = false)]
    pub(super) trust_device: Option<bool>,
}

impl VerifyBackupCodeBody {
    pub(super) fn read(body: Body) -> Result<Self, BetterAuthError> {
        let mut members = body.members()?;
        let read = Self {
            code: members.text("code"),
            disable_session: members.optional_bool("disableSession"),
            trust_device: members.optional_bool("trustDevice"),
        };
        members.finish()?;
        Ok(read)
    }
}
