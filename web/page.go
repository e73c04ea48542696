package web

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"newsbell/news"
)

//go:embed assets
var assets embed.FS

// How much the status page shows unless everything is asked for.
const (
	shownFeeds      = 50
	shownDeliveries = 25
	readDeliveries  = 200 // looked at for open lanes
)

// statusPage shows the operator how newsbell is.
type statusPage struct {
	o    Options
	tmpl *template.Template
	css  []byte
}

func newStatusPage(o Options) (*statusPage, error) {
	p := &statusPage{o: o}
	tmpl, err := template.New("").Funcs(p.funcs()).ParseFS(assets, "assets/status.html")
	if err != nil {
		return nil, fmt.Errorf("parse status template: %w", err)
	}
	css, err := assets.ReadFile("assets/status.css")
	if err != nil {
		return nil, fmt.Errorf("read status style: %w", err)
	}
	p.tmpl, p.css = tmpl, css
	return p, nil
}

// view is what the template is given.
type view struct {
	Now        time.Time
	Version    string
	Chat       bool
	Stats      Stats
	Lanes      []lane
	Feeds      []news.Feed // ill ones first
	FeedsMore  int
	Well, Ill  int
	Deliveries []news.Delivery
	Checks     []checked
	Troubles   []trouble
	Review     bool // the operator may settle what is in review
}

// A checked check says how a part of newsbell is.
type checked struct {
	Name string
	Err  string // "" when it is ready
}

// A trouble is something that a person should look at.
type trouble struct {
	What string
	Why  string
	At   time.Time
	// Delivery is set where the operator may decide to post it again or drop it.
	Delivery news.DeliveryID
}

func (p *statusPage) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	v, err := p.read(req.Context(), req.FormValue("all") != "")
	var b bytes.Buffer
	if err == nil {
		err = p.tmpl.ExecuteTemplate(&b, "status.html", v)
	}
	if err != nil {
		p.o.Log.ErrorContext(req.Context(), "show status page", "err", err)
		http.Error(w, "the status cannot be read now; the log says why", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b.Bytes()) // whoever asked has gone: nothing to do
}

func (p *statusPage) style(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(p.css)
}

// read gathers what the page shows.
func (p *statusPage) read(ctx context.Context, all bool) (view, error) {
	now := p.o.Now()
	v := view{Now: now, Version: p.o.Version, Chat: p.o.Chat != nil, Review: p.o.Review != nil}
	var err error
	if v.Stats, err = p.o.Status.Stats(ctx, now); err != nil {
		return v, fmt.Errorf("read stats: %w", err)
	}
	feeds, err := p.o.Status.Feeds(ctx)
	if err != nil {
		return v, fmt.Errorf("read feeds: %w", err)
	}
	channels, err := p.o.Status.Channels(ctx)
	if err != nil {
		return v, fmt.Errorf("read channels: %w", err)
	}
	if v.Deliveries, err = p.o.Status.RecentDeliveries(ctx, readDeliveries); err != nil {
		return v, fmt.Errorf("read deliveries: %w", err)
	}
	review, err := p.o.Status.ReviewDeliveries(ctx, shownDeliveries)
	if err != nil {
		return v, fmt.Errorf("read deliveries in review: %w", err)
	}
	v.Lanes = lanes(channels, v.Deliveries)
	for _, c := range p.o.Checks {
		done := checked{Name: c.Name}
		if err := run(ctx, c); err != nil {
			done.Err = err.Error()
		}
		v.Checks = append(v.Checks, done)
	}
	v.Well, v.Ill = healthOf(feeds)
	v.Feeds = sortFeeds(feeds)
	v.Troubles = troubles(v, review)
	v.Deliveries = v.Deliveries[:min(len(v.Deliveries), shownDeliveries)]
	if len(v.Feeds) > shownFeeds && !all {
		v.FeedsMore = len(v.Feeds) - shownFeeds
		v.Feeds = v.Feeds[:shownFeeds]
	}
	return v, nil
}

// sortFeeds puts the ill first, the longest ill on top.
func sortFeeds(feeds []news.Feed) []news.Feed {
	feeds = slices.Clone(feeds)
	slices.SortStableFunc(feeds, func(a, b news.Feed) int {
		illA, illB := a.Ill != "" || a.Ended, b.Ill != "" || b.Ended
		switch {
		case illA && !illB:
			return -1
		case illB && !illA:
			return 1
		case illA:
			return cmp.Or(a.IllSince.Compare(b.IllSince), cmp.Compare(a.ID, b.ID))
		}
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name()), strings.ToLower(b.Name())), cmp.Compare(a.ID, b.ID))
	})
	return feeds
}

// troubles collects what needs a person, newest first: parts that are not
// ready, channels that cannot be written to, deliveries without a proof or
// given up, feeds that are ill.
func troubles(v view, review []news.Delivery) []trouble {
	var out []trouble
	recent := slices.DeleteFunc(slices.Clone(v.Deliveries), func(d news.Delivery) bool { return d.State == news.Review })
	for _, d := range slices.Concat(review, recent) {
		switch d.State {
		case news.Review, news.Dropped, news.Unknown:
			t := trouble{
				What: fmt.Sprintf("%s to %s: %s", d.Kind, d.Target, d.State),
				Why:  cmp.Or(d.Outcome, news.ReadPhrase(d.Reason).String()), At: d.Created,
			}
			if d.State == news.Review && v.Review {
				t.Delivery = d.ID
			}
			out = append(out, t)
		case news.Pending, news.Sending, news.Sent, news.Retry, news.Suspended:
		}
	}
	for _, l := range v.Lanes {
		if l.State == news.ChannelSuspended || l.State == news.ChannelEnded {
			out = append(out, trouble{What: fmt.Sprintf("channel %s: %s", l.Target, l.State), Why: l.Why})
		}
	}
	for _, f := range v.Feeds {
		if f.Ill != "" {
			out = append(out, trouble{What: "feed " + f.Name() + ": " + f.Ill, Why: news.ReadPhrase(f.IllWhy).String(), At: f.IllSince})
		}
	}
	slices.SortStableFunc(out, func(a, b trouble) int { return b.At.Compare(a.At) })
	for _, c := range v.Checks {
		if c.Err != "" {
			out = slices.Insert(out, 0, trouble{What: c.Name + " is not ready", Why: c.Err, At: v.Now})
		}
	}
	return out[:min(len(out), shownDeliveries)]
}

// funcs are what the template calls; it escapes what they return.
func (p *statusPage) funcs() template.FuncMap {
	return template.FuncMap{
		"time": func(t time.Time) string {
			if t.IsZero() {
				return "–"
			}
			return t.In(p.o.Zone).Format("2 Jan 15:04:05")
		},
		"machine": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"ago":     ago,
		"explain": p.explain,
		"site":    site,
		"title":   headline,
		"states":  states,
		"span":    span,
	}
}

// explain says what an ill means and what to do; "" when nobody can tell.
func (p *statusPage) explain(code string) string {
	if p.o.Explain == nil || code == "" {
		return ""
	}
	means, advice := p.o.Explain(code)
	return strings.TrimSpace(means + " " + advice)
}

// ago writes how long before now t lies.
func ago(now, t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	d := now.Sub(t)
	switch {
	case d < 0:
		return "in " + span(-d)
	default:
		return span(d) + " ago"
	}
}

func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	default:
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	}
}

// site is the domain of an address, without its path, which may hold a key.
func site(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// headline is a delivery in few words.
func headline(m news.Message) string {
	switch {
	case m.Card != nil:
		return m.Card.Title
	case m.List != nil:
		return m.List.Heading
	case m.Text != nil && m.Text.Title != "":
		return m.Text.Title
	case m.Text != nil && len(m.Text.Lines) > 0:
		return m.Text.Lines[0].Text
	}
	return ""
}

// A stateCount is how many deliveries are in a state.
type stateCount struct {
	State news.DeliveryState
	N     int
}

// states lists the counts in the order of a delivery's life.
func states(by map[news.DeliveryState]int) []stateCount {
	order := []news.DeliveryState{
		news.Pending, news.Sending, news.Retry, news.Unknown, news.Review, news.Suspended, news.Sent, news.Dropped,
	}
	var out []stateCount
	for _, s := range order {
		if by[s] > 0 {
			out = append(out, stateCount{State: s, N: by[s]})
		}
	}
	return out
}

// illsOf counts the ill feeds by the code of their ill.
func illsOf(feeds []news.Feed) map[string]int {
	ills := map[string]int{}
	for _, f := range feeds {
		if f.Ill != "" {
			ills[f.Ill]++
		}
	}
	return ills
}

// healthOf counts the feeds that are well and those that are not.
func healthOf(feeds []news.Feed) (well, ill int) {
	for _, f := range feeds {
		if f.Ill != "" || f.Ended {
			ill++
		} else {
			well++
		}
	}
	return well, ill
}
