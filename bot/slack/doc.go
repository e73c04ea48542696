// Package slack is the Slack side of the conversation: a [Session] carries what
// people type, press and fill in to the clerk and his answers back, over Socket
// Mode or signed HTTP, and shows the Home tab. What comes next is the person in
// front of the screen. Deliveries go out through package post; block lays
// messages out, form the forms, socket keeps Socket Mode open, webapi makes the
// calls, install lets workspaces install the app.
//
// Everything that came from a feed is untrusted: it stands in rich_text and
// plain_text, which Slack shows as it is, and in the notification text with
// the three characters escaped that Slack gives a meaning to.
package slack
