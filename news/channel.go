package news

import "time"

// ChannelID identifies a channel in the store.
type ChannelID int64

// SubscriptionID identifies a subscription in the store.
type SubscriptionID int64

// A Platform is a kind of chat.
type Platform string

// The platforms that newsbell speaks.
const (
	Discord Platform = "discord"
	Slack   Platform = "slack"
	Local   Platform = "local"
)

// A Target is the address of a conversation: a channel of a tenant (a Discord
// guild, a Slack workspace, the local chat) on a platform.
type Target struct {
	Platform Platform
	Tenant   string
	Channel  string
}

// String gives the target as one word for logs: platform/tenant/channel.
func (t Target) String() string {
	return string(t.Platform) + "/" + t.Tenant + "/" + t.Channel
}

// ChannelState says whether a channel can be written to.
type ChannelState string

// The states of a channel. A suspended one resumes by itself on the right
// event; an ended one does not.
const (
	ChannelActive    ChannelState = "active"
	ChannelSuspended ChannelState = "suspended"
	ChannelEnded     ChannelState = "ended"
)

// A Channel is a conversation that asked for news, and its settings.
type Channel struct {
	ID        ChannelID
	Target    Target
	Name      string
	Zone      string   // IANA zone, "" means UTC
	Languages []string // of its readers; empty means {"en"}
	Budget    int      // breaking alerts a day; -1 means the operator's default
	State     ChannelState
	StateWhy  string
	Created   time.Time
}

// A Mode says when a subscription rings.
type Mode string

// The modes of a subscription.
const (
	Breaking   Mode = "breaking" // once corroborated
	Every      Mode = "every"    // each new story at once
	DigestOnly Mode = "digest"   // never; only in digests
)

// A Subscription is what a channel asked for.
type Subscription struct {
	ID        SubscriptionID
	Channel   ChannelID
	Number    int    // within its channel, from 1: what people type
	Query     string // as typed
	Canonical string // as the query language writes it
	Mode      Mode
	From      []string // domains or publishers that alone may trigger it
	Creator   string   // platform user id
	Created   time.Time
}

// A Match says that a story is what a subscription asked for, and by which words.
type Match struct {
	Subscription SubscriptionID
	Channel      ChannelID
	Mode         Mode
	Story        StoryID
	Article      ArticleID // the article that matched
	Words        []string
}
