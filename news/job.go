package news

// A JobKind is a kind of durable background work.
type JobKind string

// The kinds of jobs. Polling and the desk are loops of their own, not jobs.
const (
	JobLane JobKind = "lane" // drain a channel's lane
	JobPage JobKind = "page" // read an article's page
)

// A Job is work to do after the transaction that writes it has committed. One
// lane job a channel exists at a time.
type Job struct {
	Kind     JobKind
	Platform Platform  // lane: whose queue it waits in
	Channel  ChannelID // lane
	Article  ArticleID // page
}
