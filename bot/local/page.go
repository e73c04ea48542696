package local

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsbell/bot"
	"newsbell/lang"
	"newsbell/news"
)

//go:embed assets
var assets embed.FS

// maxForm bounds what a person may send at once, in bytes.
const maxForm = 16 << 10

// keepAlive is how often an idle stream of events says that it lives.
const keepAlive = 20 * time.Second

// you is the name of whoever sits at the page.
const you = "you"

// page serves the chat.
type page struct {
	room *Room
	tmpl *template.Template
}

// Handler serves the chat below /chat: the page, its live events, and the form
// that sends a line. It refuses lines that another site's page sends. It does
// not ask who reads: package web admits only those who may.
func (r *Room) Handler() (http.Handler, error) {
	p := &page{room: r}
	tmpl, err := template.New("").Funcs(p.funcs()).ParseFS(assets, "assets/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse chat templates: %w", err)
	}
	p.tmpl = tmpl
	static, err := fs.Sub(assets, "assets")
	if err != nil {
		return nil, fmt.Errorf("open chat assets: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /chat", p.show)
	mux.HandleFunc("GET /chat/events", p.events)
	mux.HandleFunc("POST /chat/say", p.say)
	mux.HandleFunc("GET /chat/chart/{id}", p.chart)
	files := http.StripPrefix("/chat/", http.FileServerFS(static))
	mux.Handle("GET /chat/chat.css", files)
	mux.Handle("GET /chat/chat.js", files)
	mux.Handle("GET /chat/discord.css", files)
	mux.Handle("GET /chat/slack.css", files)
	own := http.NewCrossOriginProtection()
	own.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		p.refuse(w, req, http.StatusForbidden, "another site", "only newsbell's own page may send this")
	}))
	return secured(own.Handler(mux)), nil
}

// refuse turns a request away that this page did not send.
func (p *page) refuse(w http.ResponseWriter, req *http.Request, status int, why, words string) {
	p.room.o.Log.WarnContext(req.Context(), "chat request refused", "path", req.URL.Path, "reason", why)
	http.Error(w, lang.In(frame(req)).Say(news.Say(words)), status)
}

// secured sets what a browser must hold to on these pages: only our own script
// and style, pictures over https, no frames.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "+
			"img-src 'self' https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, req)
	})
}

// view is what the page's template is given.
type view struct {
	// Frame is the language of the page around the messages; "" means English.
	Frame    string
	Channel  string
	Channels []string
	Posts    []Post
	Seq      int64
	Commands []bot.Command
	// Style dresses the page as another chat: "discord" or "slack"; "" is our own.
	Style string
	// Bare leaves out all but the messages.
	Bare bool
}

func (p *page) show(w http.ResponseWriter, req *http.Request) {
	channel, err := p.channel(req.FormValue("channel"))
	if err != nil {
		p.fail(w, req, err)
		return
	}
	posts, seq := p.room.Posts(channel, 0)
	names := p.room.Channels()
	if !slices.Contains(names, channel) {
		names = append(names, channel)
	}
	var b bytes.Buffer
	err = p.tmpl.ExecuteTemplate(&b, "chat.html", view{
		Frame: frame(req), Channel: channel, Channels: names, Posts: posts, Seq: seq, Commands: bot.Commands(), Style: style(req.FormValue("style")),
	})
	if err != nil {
		p.room.o.Log.ErrorContext(req.Context(), "render chat page", "err", err)
		http.Error(w, lang.In(frame(req)).Text("the page cannot be shown"), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b.Bytes()) // whoever asked has gone: nothing to do
}

// frame is the language that the reader's browser asks for, "" for English.
func frame(req *http.Request) string { return lang.Accepted(req.Header.Get("Accept-Language")) }

// style is a dress that there is, "" for any other.
func style(asked string) string {
	if asked == string(news.Discord) || asked == string(news.Slack) {
		return asked
	}
	return ""
}

// channel is the asked channel, or the first one.
func (p *page) channel(name string) (string, error) {
	name = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), "#")
	if name == "" {
		return p.room.Channels()[0], nil
	}
	if !ValidChannel(name) {
		return "", badChannel()
	}
	return name, nil
}

// fail shows what a person can mend.
func (p *page) fail(w http.ResponseWriter, req *http.Request, err error) {
	message := news.Say("That did not work; please try again.")
	if e, ok := errors.AsType[*news.Error](err); ok {
		message = e.Phrase()
	}
	http.Error(w, lang.In(frame(req)).Say(message), http.StatusBadRequest)
}

func (p *page) say(w http.ResponseWriter, req *http.Request) {
	req.Body = http.MaxBytesReader(w, req.Body, maxForm)
	if err := req.ParseForm(); err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			p.refuse(w, req, http.StatusRequestEntityTooLarge, "too large", "that is too much text")
			return
		}
		p.refuse(w, req, http.StatusBadRequest, "unreadable", "that form cannot be read")
		return
	}
	channel, err := p.channel(req.FormValue("channel"))
	if err != nil {
		p.room.o.Log.WarnContext(req.Context(), "chat request refused", "path", req.URL.Path, "reason", "no channel")
		p.fail(w, req, err)
		return
	}
	line := strings.TrimSpace(req.PostFormValue("line"))
	if line != "" {
		if _, err := p.room.SayIn(req.Context(), channel, you, line, frame(req)); err != nil {
			p.fail(w, req, err)
			return
		}
	}
	if req.Header.Get("Accept") == "application/json" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, req, "/chat?channel="+channel, http.StatusSeeOther)
}

// event is one post as the stream sends it.
type event struct {
	ID     string `json:"id"`
	HTML   string `json:"html"`
	Edited bool   `json:"edited"`
	// Say is what a screen reader announces.
	Say string `json:"say"`
}

// events streams the posts of a channel that come or change, as server-sent
// events, until the person leaves or the server stops.
func (p *page) events(w http.ResponseWriter, req *http.Request) {
	channel, err := p.channel(req.FormValue("channel"))
	if err != nil {
		p.fail(w, req, err)
		return
	}
	after, err := strconv.ParseInt(orElse(req.Header.Get("Last-Event-ID"), req.FormValue("after")), 10, 64)
	if err != nil {
		after = 0
	}
	w.Header().Set("Content-Type", "text/event-stream")
	stream := http.NewResponseController(w)
	// The stream outlives the server's limits on one request; where there are
	// none, there is nothing to lift.
	_, _ = stream.SetReadDeadline(time.Time{}), stream.SetWriteDeadline(time.Time{})
	tick := time.NewTicker(keepAlive)
	defer tick.Stop()
	for {
		changed := p.room.Changed()
		posts, seq := p.room.Posts(channel, after)
		if err := p.send(w, frame(req), posts, seq); err != nil {
			return
		}
		after = seq
		if err := stream.Flush(); err != nil {
			return
		}
		select {
		case <-req.Context().Done():
			return
		case <-changed:
		case <-tick.C:
		}
	}
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// send writes posts as events; without any it writes a sign of life.
func (p *page) send(w http.ResponseWriter, frame string, posts []Post, seq int64) error {
	if len(posts) == 0 {
		_, err := fmt.Fprint(w, ": here\n\n")
		return err
	}
	for _, post := range posts {
		var b bytes.Buffer
		if err := p.tmpl.ExecuteTemplate(&b, "post.html", postView{post, frame}); err != nil {
			return fmt.Errorf("render post %s: %w", post.ID, err)
		}
		data, err := json.Marshal(event{ID: post.ID, HTML: b.String(), Edited: post.Edits > 0, Say: announce(post)})
		if err != nil {
			return fmt.Errorf("encode post %s: %w", post.ID, err)
		}
		if _, err := fmt.Fprintf(w, "id: %d\ndata: %s\n\n", seq, data); err != nil {
			return err
		}
	}
	return nil
}

// announce is a post in few words.
func announce(p Post) string {
	switch {
	case p.Line != "":
		return ""
	case p.Message.Card != nil:
		return p.Message.Card.Title
	case p.Message.List != nil:
		return p.Message.List.Heading
	case p.Message.Text != nil && p.Message.Text.Title != "":
		return p.Message.Text.Title
	case p.Message.Text != nil && len(p.Message.Text.Lines) > 0:
		return p.Message.Text.Lines[0].Text
	}
	return ""
}
