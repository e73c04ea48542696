package local

import (
	"net/http"

	"newsbell/bot/chart"
	"newsbell/news"
)

// chart serves the picture of a post.
func (p *page) chart(w http.ResponseWriter, req *http.Request) {
	c, ok := p.room.chartOf(req.PathValue("id"))
	if !ok {
		http.NotFound(w, req)
		return
	}
	data, err := chart.Draw(c)
	if err != nil {
		p.room.o.Log.ErrorContext(req.Context(), "draw chart", "err", err)
		http.Error(w, "the picture cannot be drawn", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(data) // whoever asked has gone: nothing to do
}

// chartOf gives the chart of a post that has one.
func (r *Room) chartOf(id string) (news.Chart, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	post, ok := r.byID[id]
	if !ok || post.Message.List == nil || post.Message.List.Chart == nil {
		return news.Chart{}, false
	}
	return *post.Message.List.Chart, true
}
