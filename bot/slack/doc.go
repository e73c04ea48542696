// Package slack speaks to Slack. As part of stage 5 it turns a delivery into
// the exact bytes of a request ([Sender]) and classifies the answer; as part of
// the conversation it carries commands and buttons from Socket Mode to the
// clerk and his answers back ([Session]). Where no delivery is known to have
// arrived, [Sender.Probe] reads the channel's history. What comes next is the
// person in front of the screen.
//
// Everything that came from a feed is untrusted: it stands in rich_text and
// plain_text, which Slack shows as it is, and in the notification text with
// the three characters escaped that Slack gives a meaning to.
package slack
