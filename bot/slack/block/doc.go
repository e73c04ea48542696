// Package block lays messages out for Slack: Block Kit with rich text for all
// that came from outside, and the whole message once more as plain text for
// notifications and screen readers, within Slack's limits. It knows no network.
// Package slack sends the bytes next.
package block
