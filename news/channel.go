package news

import (
	"strings"
	"time"
)

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

// Person is the channel of a target that stands for a conversation in private
// with a person: "@" and the platform's user id.
func Person(user string) string { return "@" + user }

// Person gives the user id of a target that is a person; ok is false for every
// other channel.
func (t Target) Person() (user string, ok bool) {
	user, ok = strings.CutPrefix(t.Channel, "@")
	return user, ok && user != ""
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
	Settings  Settings
	Created   time.Time
}

// A Width says how much a channel counts as one story.
type Width string

// The widths of a story. The zero Width means Normal.
const (
	Tight  Width = "tight"  // each development is a story of its own
	Normal Width = "normal" // one affair over some days
	Wide   Width = "wide"   // stories that share their subject are one
)

// Who may do something in a channel. The zero Who means the default of the
// command.
type Who string

// The groups of people.
const (
	Everyone Who = "everyone"
	Admins   Who = "admins"
)

// GroupOf is the Who of a role or user group by the platform's id.
func GroupOf(id string) Who { return Who("group:" + id) }

// Group gives the id of the role or user group that w names; ok is false when it
// names none.
func (w Who) Group() (id string, ok bool) {
	id, ok = strings.CutPrefix(string(w), "group:")
	return id, ok && id != ""
}

// Rules say who may do something in all channels of a tenant that have no rule
// of their own.
type Rules struct {
	Subscribers Who // may subscribe, mute and follow
	Configurers Who // may set digests, feeds and settings
}

// Subscribed is who may subscribe.
func (r Rules) Subscribed() Who { return r.Subscribers }

// Configured is who may set digests, feeds and settings.
func (r Rules) Configured() Who { return r.Configurers }

// A Tenant is a server or workspace as a whole.
type Tenant struct {
	Rules         Rules
	Subscriptions int // in all its channels together
}

// Settings are what a channel's people chose; the zero value holds the
// defaults.
type Settings struct {
	Width Width `json:"width,omitempty"`
	// Language is the primary tag of the language in which newsbell speaks
	// here; "" means English.
	Language string `json:"language,omitempty"`
	Quiet    Quiet  `json:"quiet,omitzero"`
	// Breakthrough is how many publishers make an alert ring in quiet hours; 0:
	// none does.
	Breakthrough int `json:"breakthrough,omitempty"`
	// Mention is the platform's id of the group that alerts call; "" calls none.
	Mention string `json:"mention,omitempty"`
	// Subscribers may subscribe, Configurers may set.
	Subscribers Who `json:"subscribers,omitempty"`
	Configurers Who `json:"configurers,omitempty"`
	// QuietDay has an empty digest say so instead of not coming.
	QuietDay bool `json:"quiet_day,omitempty"`
	// Chart has a digest carry a picture of its stories by hour and topic.
	Chart bool `json:"chart,omitempty"`
	// Crosspost publishes alerts of an announcement channel.
	Crosspost bool `json:"crosspost,omitempty"`
	// Threads puts what is new in a story into a thread of its alert, on
	// platforms where a reply stands in the channel otherwise.
	Threads bool `json:"threads,omitempty"`
	// Duplicates prefers an alert shown twice over one that may be lost.
	Duplicates bool `json:"duplicates,omitempty"`
}

// Quiet are the hours in which alerts are held, from minute From to minute To
// of the local day; To before From goes over midnight, equal ones mean none.
type Quiet struct {
	From int            `json:"from"`
	To   int            `json:"to"`
	Zone string         `json:"zone,omitempty"` // IANA; "" means the channel's
	Days []time.Weekday `json:"days,omitempty"` // on which it begins; empty means all
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
