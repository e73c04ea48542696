package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"newsbell/news"
)

// Metrics counts what happens. Its methods are the hooks that the stages call;
// each is safe for concurrent use. No label holds text from outside.
type Metrics struct {
	registry  *prometheus.Registry
	polls     *prometheus.CounterVec
	pollTime  prometheus.Histogram
	articles  prometheus.Counter
	pushes    *prometheus.CounterVec
	verdicts  *prometheus.CounterVec
	sends     *prometheus.CounterVec
	latency   *prometheus.HistogramVec
	requests  *prometheus.CounterVec
	summaries *prometheus.CounterVec
	tokens    *prometheus.CounterVec
	replyTime prometheus.Histogram
}

// NewMetrics gives counters at zero, in a registry of their own.
func NewMetrics() *Metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "newsbell", Name: name, Help: help}, labels)
	}
	seconds := []float64{.01, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300}
	histogram := func(name, help string) prometheus.HistogramOpts {
		return prometheus.HistogramOpts{Namespace: "newsbell", Name: name, Help: help, Buckets: seconds}
	}
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		polls:    counter("polls_total", "Visits to feeds, by outcome.", "outcome"),
		pollTime: prometheus.NewHistogram(histogram("poll_seconds", "How long a visit to a feed took.")),
		articles: prometheus.NewCounter(prometheus.CounterOpts{Namespace: "newsbell", Name: "articles_total", Help: "New articles read from feeds."}),
		pushes:   counter("pushes_total", "What came of requests to WebSub hubs and of their deliveries, by event.", "event"),
		verdicts: counter("verdicts_total", "Stories judged for a channel, by reason.", "reason"),
		sends:    counter("sends_total", "Requests to platforms, by the state that followed.", "platform", "state"),
		latency: prometheus.NewHistogramVec(
			histogram("delivery_seconds", "Time from the decision to send to the post, by kind."), []string{"platform", "kind"}),
		summaries: counter("summaries_total", "Stories for which a language model was to write, by outcome; all but used fell back to sentences of the articles, and only resting and too_little made no request.", "outcome"),
		tokens:    counter("summary_tokens_total", "Tokens that the language model's service counted, in and out.", "direction"),
		requests:  counter("requests_total", "Commands answered.", "platform", "command"),
		replyTime: prometheus.NewHistogram(histogram("reply_seconds", "How long an answer to a command took.")),
	}
	m.registry.MustRegister(m.polls, m.pollTime, m.articles, m.pushes, m.verdicts, m.sends, m.latency, m.requests, m.summaries, m.tokens, m.replyTime,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Polled counts a visit to a feed; ill is the feed's code, "" when it is well.
func (m *Metrics) Polled(ill string, inserted int, took time.Duration) {
	if ill == "" {
		ill = "ok"
	}
	m.polls.WithLabelValues(ill).Inc()
	m.pollTime.Observe(took.Seconds())
	m.articles.Add(float64(max(0, inserted)))
}

// Pushed counts an event between newsbell and a hub; event must be one that
// package feed/push knows.
func (m *Metrics) Pushed(event string) { m.pushes.WithLabelValues(event).Inc() }

// Inserted counts new articles that no poll brought.
func (m *Metrics) Inserted(articles int) { m.articles.Add(float64(max(0, articles))) }

// Summarised counts what came of a request to the language model, by its named
// reason, and the tokens that it cost.
func (m *Metrics) Summarised(outcome string, in, out int) {
	m.summaries.WithLabelValues(outcome).Inc()
	m.tokens.WithLabelValues("in").Add(float64(in))
	m.tokens.WithLabelValues("out").Add(float64(out))
}

// Watch shows a value that is read at each scrape, under newsbell_<name>.
func (m *Metrics) Watch(name, help string, value func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "newsbell", Name: name, Help: help}, value))
}

// Judged counts a verdict by its named reason.
func (m *Metrics) Judged(reason string) { m.verdicts.WithLabelValues(reason).Inc() }

// Sent counts what became of a delivery at an attempt.
func (m *Metrics) Sent(d news.Delivery, r news.Receipt) {
	m.sends.WithLabelValues(string(d.Target.Platform), string(r.State)).Inc()
	if r.State == news.Sent {
		m.latency.WithLabelValues(string(d.Target.Platform), string(d.Kind)).Observe(r.At.Sub(d.Created).Seconds())
	}
}

// Answered counts a command; command must be one that package bot knows.
func (m *Metrics) Answered(p news.Platform, command string, took time.Duration) {
	m.requests.WithLabelValues(string(p), command).Inc()
	m.replyTime.Observe(took.Seconds())
}

// handler serves the counters together with what the store counts at that
// moment.
func (m *Metrics) handler(o Options) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx, cancel := context.WithTimeout(req.Context(), scrapeTime)
		defer cancel()
		c := newStoreCollector(o)
		c.ctx = ctx
		store := prometheus.NewRegistry()
		if err := store.Register(c); err != nil {
			o.Log.ErrorContext(ctx, "register store metrics", "err", err)
		}
		promhttp.HandlerFor(prometheus.Gatherers{m.registry, store}, promhttp.HandlerOpts{
			ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelError), ErrorHandling: promhttp.ContinueOnError,
		}).ServeHTTP(w, req)
	})
}

// scrapeTime bounds the reading of the store for one scrape.
const scrapeTime = 5 * time.Second

// storeCollector reads the store for one scrape.
type storeCollector struct {
	ctx    context.Context // of the scrape: Collect brings none
	status Status
	now    func() time.Time
	log    *slog.Logger

	up, feeds, ills, rows, backlog, deliveries, oldest *prometheus.Desc
}

func newStoreCollector(o Options) *storeCollector {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("newsbell_"+name, help, labels, nil)
	}
	return &storeCollector{
		status: o.Status, now: o.Now, log: o.Log,
		up:         desc("store_up", "Whether the store answered."),
		feeds:      desc("feeds", "Watched feeds, by how they are.", "health"),
		ills:       desc("feeds_ill", "Feeds that are ill, by the code of the ill.", "code"),
		rows:       desc("rows", "What the store holds.", "noun"),
		backlog:    desc("backlog_articles", "Articles that wait for the desk."),
		deliveries: desc("deliveries", "Deliveries by state.", "state"),
		oldest:     desc("delivery_oldest_open_seconds", "Age of the oldest delivery that is not finished; 0 when there is none."),
	}
}

// Describe implements prometheus.Collector. It promises nothing beforehand, so
// that registering does not read the store.
func (c *storeCollector) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector. A store that does not answer shows
// as newsbell_store_up 0.
func (c *storeCollector) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	ctx := c.ctx
	st, err := c.status.Stats(ctx, c.now())
	if err != nil {
		c.log.ErrorContext(ctx, "read stats for metrics", "err", err)
		gauge(c.up, 0)
		return
	}
	gauge(c.up, 1)
	gauge(c.feeds, float64(st.Feeds-st.FeedsIll), "well")
	gauge(c.feeds, float64(st.FeedsIll), "ill")
	feeds, err := c.status.Feeds(ctx)
	if err != nil {
		c.log.ErrorContext(ctx, "read feeds for metrics", "err", err)
	}
	for code, n := range illsOf(feeds) {
		gauge(c.ills, float64(n), code)
	}
	gauge(c.rows, float64(st.Articles), "article")
	gauge(c.rows, float64(st.Stories), "story")
	gauge(c.rows, float64(st.Channels), "channel")
	gauge(c.rows, float64(st.Subscriptions), "subscription")
	gauge(c.backlog, float64(st.Backlog))
	for state, n := range st.Deliveries {
		gauge(c.deliveries, float64(n), string(state))
	}
	gauge(c.oldest, st.OldestOpen.Seconds())
}
