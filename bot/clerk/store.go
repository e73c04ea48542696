package clerk

import (
	"context"
	"time"

	"newsbell/bot/past"
	"newsbell/bot/source"
	"newsbell/news"
)

// A Store keeps what the conversation reads and changes. A noun that is not
// there is a *news.Error with the code "not_found".
type Store interface {
	ChannelStore
	TenantStore
	SubscriptionStore
	DigestStore
	FeedStore
	StoryStore
	RecordStore
	FeedbackStore
}

// A ChannelStore keeps channels, their settings, and what is posted to them.
type ChannelStore interface {
	// EnsureChannel gives the channel of ch.Target, made from ch when it is new.
	EnsureChannel(ctx context.Context, ch news.Channel) (news.Channel, error)
	// UpdateChannel writes a channel's settings and state; they count before it
	// returns.
	UpdateChannel(ctx context.Context, ch news.Channel) error
	// Resume lets go what a suspended channel held back since then, and drops
	// what is older.
	Resume(ctx context.Context, ch news.ChannelID, since, now time.Time) error
	// SeenOnce notes a key and reports whether it had been noted before.
	SeenOnce(ctx context.Context, key string, now time.Time) (bool, error)
	Enqueue(ctx context.Context, ds []news.Delivery) error
}

// A TenantStore keeps what counts in all channels of a server or workspace. Of
// a target only platform and tenant count.
type TenantStore interface {
	// Tenant gives the tenant; one of which nothing is kept has no rules.
	Tenant(ctx context.Context, of news.Target) (news.Tenant, error)
	SetRules(ctx context.Context, of news.Target, rules news.Rules) error
}

// A SubscriptionStore keeps subscriptions; it gives them their numbers.
type SubscriptionStore interface {
	AddSubscription(ctx context.Context, sub news.Subscription) (news.Subscription, error)
	RemoveSubscription(ctx context.Context, ch news.ChannelID, number int) (news.Subscription, error)
	ChannelSubscriptions(ctx context.Context, ch news.ChannelID) ([]news.Subscription, error)
}

// A DigestStore keeps the digests' schedules; it gives them their numbers.
type DigestStore interface {
	AddDigest(ctx context.Context, d news.Digest) (news.Digest, error)
	RemoveDigest(ctx context.Context, ch news.ChannelID, number int) (news.Digest, error)
	ChannelDigests(ctx context.Context, ch news.ChannelID) ([]news.Digest, error)
	// SetRelease has a channel's list of what was held back come at next; what
	// it covers begins at since when it is new.
	SetRelease(ctx context.Context, ch news.ChannelID, kind news.DigestKind, since, next time.Time) error
}

// A FeedbackStore keeps what people made of stories; it counts before a change
// returns.
type FeedbackStore interface {
	AddFeedback(ctx context.Context, f news.Feedback) (news.Feedback, error)
	RemoveFeedback(ctx context.Context, ch news.ChannelID, id news.FeedbackID) error
	// ChannelFeedback gives what holds at now, oldest first.
	ChannelFeedback(ctx context.Context, ch news.ChannelID, now time.Time) ([]news.Feedback, error)
}

// A FeedStore keeps the watched feeds and who asked for them.
type FeedStore interface {
	// TenantFeeds gives the feeds that a tenant may see: the operator's, those of
	// the built-in list, and its own.
	TenantFeeds(ctx context.Context, of news.Target) ([]news.Feed, error)
	// AddFeed reports false when the address is watched already.
	AddFeed(ctx context.Context, f news.Feed) (news.Feed, bool, error)
	RemoveFeed(ctx context.Context, id news.FeedID) error
	// AddFeedTenant notes that a tenant asked for a feed.
	AddFeedTenant(ctx context.Context, f news.FeedTenant) error
	// RemoveFeedTenant takes a feed from a tenant's list and says how many
	// tenants still ask for it.
	RemoveFeedTenant(ctx context.Context, id news.FeedID, of news.Target) (left int, err error)
}

// A StoryStore finds articles and stories.
type StoryStore interface {
	past.Store
	ArticleByLink(ctx context.Context, link string) (news.Article, error)
	Story(ctx context.Context, id news.StoryID) (news.Story, error)
}

// A RecordStore tells what was decided and sent.
type RecordStore interface {
	Delivery(ctx context.Context, id news.DeliveryID) (news.Delivery, error)
	StoryDeliveries(ctx context.Context, ids []news.StoryID) ([]news.Delivery, error)
	// Candidates gives the stories that something was decided about for the
	// channel and that changed in (from, to].
	Candidates(ctx context.Context, ch news.ChannelID, from, to time.Time) ([]news.Candidate, error)
}

// An Index holds the standing subscriptions; the desk is one. A change counts
// from the next article on, before the call returns.
type Index interface {
	Add(sub news.Subscription) error
	Remove(id news.SubscriptionID)
}

// Feeds finds feeds in the world.
type Feeds interface {
	// Discover takes what a person typed, with or without a scheme, and gives the
	// feed there, or those of the site, best first. What a person can mend (no
	// feed there, a private address) is a *news.Error.
	Discover(ctx context.Context, address string) ([]source.Found, error)
}

// Digests posts digests out of turn.
type Digests interface {
	// Now posts what came since the last digest. What a person can mend (no
	// digest set, nothing new) is a *news.Error.
	Now(ctx context.Context, ch news.ChannelID) error
	// Rest gives what a digest of the channel left out, the last one for 0. What
	// a person can mend (no digest yet, nothing left out) is a *news.Error.
	Rest(ctx context.Context, ch news.ChannelID, digest news.DeliveryID) (news.Message, error)
}

// Pages reads the page of an article that the store does not know.
type Pages interface {
	// Summarise gives the page's headline as Title and its summary as Lead.
	Summarise(ctx context.Context, link string) (news.Page, error)
}

// Verdicts tells what was decided for a story in a channel.
type Verdicts interface {
	// Verdict reports false when nothing was decided.
	Verdict(ctx context.Context, id news.StoryID, ch news.ChannelID) (news.Verdict, bool, error)
}
