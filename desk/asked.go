package desk

import (
	"slices"

	"newsbell/alert"
	"newsbell/match"
	"newsbell/news"
)

// name adds to what channels asked for the words of the first article that
// answered each subscription.
func (d *Desk) name(asked map[news.ChannelID][]alert.Match, hits map[news.ChannelID][]hit) {
	ids, where := map[*match.Doc][]news.SubscriptionID{}, map[*match.Doc][]*alert.Match{}
	for ch, matches := range asked {
		for i := range matches {
			m := &matches[i]
			at := slices.IndexFunc(hits[ch], func(h hit) bool { return h.sub == m.Subscription.ID })
			doc := hits[ch][at].doc
			ids[doc], where[doc] = append(ids[doc], m.Subscription.ID), append(where[doc], m)
		}
	}
	for doc, list := range ids {
		for i, words := range d.index.Words(doc, list) {
			where[doc][i].Words = words
		}
	}
}

// spare takes out what a query leaves out by its exclusions: an article may
// answer it while the story's headline and lead, which the channel would read,
// do not. A channel that was told already keeps what it has.
func (d *Desk) spare(asked map[news.ChannelID][]alert.Match, past history, st news.Story) {
	doc := match.NewDoc(news.Article{Title: st.Title, Lead: st.Lead, Language: st.Language})
	var ids []news.SubscriptionID
	for ch, matches := range asked {
		if past.sent[ch].Message == 0 {
			for _, m := range matches {
				ids = append(ids, m.Subscription.ID)
			}
		}
	}
	out := map[news.SubscriptionID]bool{}
	for i, excluded := range d.index.Excluded(doc, ids) {
		if excluded {
			out[ids[i]] = true
		}
	}
	if len(out) == 0 {
		return
	}
	for ch, matches := range asked {
		if asked[ch] = slices.DeleteFunc(matches, func(m alert.Match) bool { return out[m.Subscription.ID] }); len(asked[ch]) == 0 {
			delete(asked, ch)
		}
	}
}

// askedFirst puts the publishers to which all of some subscriptions are bound
// before the others, who report it too.
func (d *Desk) askedFirst(reports []news.Report, ids []news.SubscriptionID) []news.Report {
	var bound []string
	for _, id := range ids {
		d.mu.Lock()
		sub, ok := d.subs[id]
		d.mu.Unlock()
		sources := match.Bound(sub)
		if !ok || len(sources) == 0 {
			return reports
		}
		bound = append(bound, sources...)
	}
	reports = slices.Clone(reports)
	slices.SortStableFunc(reports, func(a, b news.Report) int { return other(a, bound) - other(b, bound) })
	return reports
}

// other is 1 for the reports of publishers that were not asked for.
func other(r news.Report, bound []string) int {
	if match.From(news.Article{URL: r.URL, Publisher: r.Publisher}, bound) {
		return 0
	}
	return 1
}
