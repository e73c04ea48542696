package local

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"newsbell/bot"
	"newsbell/news"
)

// Tenant is the tenant of all local channels.
const Tenant = "local"

// keptPosts is how many posts of a channel are remembered.
const keptPosts = 500

// Options are what a Room needs; Clerk and Now must be set.
type Options struct {
	Clerk bot.Clerk
	Now   func() time.Time
	Log   *slog.Logger // nil logs nothing
	// Channels exist from the start; without any it is "general".
	Channels []string
	// Zone is how times are shown; nil means UTC.
	Zone *time.Location
}

// A Post is one message in a channel: a line that a person typed, or a message
// of newsbell.
type Post struct {
	ID      string
	Seq     int64  // grows with each change in the room
	Line    string // what the person typed; "" for newsbell's own posts
	Author  string // who typed it
	Message news.Message
	ReplyTo string // the post in whose thread it stands
	At      time.Time
	Edited  time.Time // zero until it was edited
	Edits   int

	edits []news.DeliveryID // whose edits it shows
}

// Room is the local chat: channels by name, posts in memory. It is safe for
// concurrent use.
type Room struct {
	o Options

	mu       sync.Mutex
	names    []string // channels in order of appearance
	channels map[string][]*Post
	byID     map[string]*Post
	seq      int64
	typed    int64         // lines typed, for the ids of their posts
	began    time.Time     // tells the ids of this process from those of an earlier one
	changed  chan struct{} // closed at the next change
}

// New gives a room with its first channels.
func New(o Options) *Room {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	r := &Room{
		o: o, began: o.Now(), changed: make(chan struct{}),
		channels: make(map[string][]*Post), byID: make(map[string]*Post),
	}
	if len(o.Channels) == 0 {
		o.Channels = []string{"general"}
	}
	for _, name := range o.Channels {
		r.open(name)
	}
	return r
}

// badChannel says how a channel may be called.
func badChannel() error {
	return news.Fault("bad_channel", "A channel's name is up to 40 small letters, digits and dashes.")
}

// ValidChannel reports whether name can be that of a channel: up to 40 small
// letters, digits, "-" and "_", after an "@" if it is the room of a person
// (news.Person).
func ValidChannel(name string) bool {
	name = strings.TrimPrefix(name, "@")
	return name != "" && len(name) <= 40 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

// Channels lists the channels' names.
func (r *Room) Channels() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.names)
}

// open makes a channel unless it exists. The caller holds mu or owns r.
func (r *Room) open(name string) {
	if _, ok := r.channels[name]; !ok {
		r.channels[name] = nil
		r.names = append(r.names, name)
	}
}

// Posts gives copies of a channel's posts that changed after the sequence
// number, in order of appearance, and the room's present number.
func (r *Room) Posts(channel string, after int64) ([]Post, int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []Post
	for _, p := range r.channels[channel] {
		if p.Seq > after {
			out = append(out, *p)
		}
	}
	return out, r.seq
}

// Changed is closed at the room's next change after the call. Call it before
// [Room.Posts], so that no change is missed between the two.
func (r *Room) Changed() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.changed
}

// touch gives p the next sequence number and wakes who waits. The caller holds
// mu.
func (r *Room) touch(p *Post) {
	r.seq++
	p.Seq = r.seq
	close(r.changed)
	r.changed = make(chan struct{})
}

// put adds a post to a channel and forgets the oldest ones. The caller holds
// mu.
func (r *Room) put(channel string, p *Post) {
	r.open(channel)
	posts := append(r.channels[channel], p)
	if extra := len(posts) - keptPosts; extra > 0 {
		for _, old := range posts[:extra] {
			delete(r.byID, old.ID)
		}
		posts = slices.Delete(posts, 0, extra)
	}
	r.channels[channel] = posts
	r.byID[p.ID] = p
	r.touch(p)
}

// Say posts a line that a person typed, has the clerk answer it, and posts the
// answer. A line that cannot be read is answered with what to type instead.
func (r *Room) Say(ctx context.Context, channel, author, line string) (answer news.Message, err error) {
	return r.SayIn(ctx, channel, author, line, "")
}

// SayIn is Say for a person with a locale (BCP 47), in which the answer speaks.
func (r *Room) SayIn(ctx context.Context, channel, author, line, locale string) (answer news.Message, err error) {
	if !ValidChannel(channel) {
		return news.Message{}, badChannel()
	}
	now := r.o.Now()
	r.mu.Lock()
	r.typed++
	id := fmt.Sprintf("t%d-%d", r.began.UnixMilli(), r.typed)
	r.put(channel, &Post{ID: id, Line: line, Author: author, At: now})
	r.mu.Unlock()

	answer = r.answer(ctx, channel, bot.Actor{ID: author, Name: author, Admin: true, Owner: true, Locale: locale}, id, line)
	if bot.Empty(answer) {
		return answer, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.put(channel, &Post{ID: id + "a", Message: answer, ReplyTo: id, At: r.o.Now()})
	return answer, nil
}

func (r *Room) answer(ctx context.Context, channel string, who bot.Actor, id, line string) news.Message {
	command, args, err := bot.ParseLine(line, bot.Commands())
	if err != nil {
		return bot.Refuse(err, who.Locale)
	}
	return r.o.Clerk.Answer(ctx, bot.Request{
		ID:      id,
		Target:  Target(channel),
		Channel: "#" + channel,
		Actor:   who,
		Locale:  who.Locale,
		Command: command,
		Args:    args,
		At:      r.o.Now(),
	})
}

// Target is the address of a local channel.
func Target(channel string) news.Target {
	return news.Target{Platform: news.Local, Tenant: Tenant, Channel: channel}
}

// History gives what was sent to the local channels, oldest first: alerts,
// replies, digests, notices and edits, with their messages.
type History func(ctx context.Context) ([]news.Delivery, error)

// Load restores the posts of an earlier process, so that what comes next can
// edit them. Call it before anything is sent.
func (r *Room) Load(ctx context.Context, h History) error {
	ds, err := h(ctx)
	if err != nil {
		return fmt.Errorf("load local history: %w", err)
	}
	slices.SortStableFunc(ds, func(a, b news.Delivery) int { return cmp.Compare(a.ID, b.ID) })
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, d := range ds {
		if d.Target.Platform != news.Local || d.State != news.Sent {
			continue
		}
		at := d.Finished
		if at.IsZero() {
			at = d.Created
		}
		r.show(d, d.Message, at)
	}
	return nil
}

// postID is the id of the post that a delivery makes.
func postID(d news.DeliveryID) string { return "m" + strconv.FormatInt(int64(d), 10) }
