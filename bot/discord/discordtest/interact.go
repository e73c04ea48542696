package discordtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"newsbell/bot/discord/card"
)

// answerIn is how long an interaction may stay without an answer.
const answerIn = 3 * time.Second

// An Interaction is what a person does: types a command or clicks a button.
type Interaction struct {
	Command string            // "subscribe", "digest set"; without "news"
	Args    map[string]string // its options
	Focus   string            // the option being typed: asks for suggestions
	Button  string            // the custom_id of a button, instead of a command
	Values  []string          // what was chosen, when Button is that of a menu
	Form    string            // the custom_id of a form that is sent with Args
	On      *Message          // Command is one of the menu of this message
	Foreign bool              // On is another program's message
	ID      string            // "" means a new one
	Token   string            // "" means a good one

	Channel     string
	ChannelName string
	Guild       string // "" means Guild, "dm" a direct message
	User, Name  string
	Permissions int64    // of the person in the channel
	Roles       []string // of the person
	Rights      int64    // of newsbell in the channel; 0 means all that it needs, NoRights none
	Kind        Kind     // of the channel
	Parent      string   // of the channel, when it is a thread
	Locale      string
}

// NoRights stands for a channel that newsbell cannot even see.
const NoRights = -1

// A Reply is what the person sees.
type Reply struct {
	Deferred bool // "is thinking" came first
	Private  bool
	Body     json.RawMessage // the message
	Choices  []Choice        // the suggestions
	Form     *Form           // that opened
	Took     time.Duration   // until the first answer
}

// A Choice is one suggestion.
type Choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Form is a modal as the person sees it.
type Form struct {
	CustomID string      `json:"custom_id"`
	Title    string      `json:"title"`
	Fields   []FormField `json:"components"`
}

// A FormField is one labelled input of a form.
type FormField struct {
	Type        int    `json:"type"`
	Label       string `json:"label"`
	Description string `json:"description"`
	Input       struct {
		Type     int    `json:"type"`
		CustomID string `json:"custom_id"`
		Style    int    `json:"style"`
		Value    string `json:"value"`
		Required bool   `json:"required"`
		Max      int    `json:"max_length"`
		Options  []struct {
			Label   string `json:"label"`
			Value   string `json:"value"`
			Default bool   `json:"default"`
		} `json:"options"`
	} `json:"component"`
}

// Values are what the form holds before anybody types.
func (f Form) Values() map[string]string {
	out := map[string]string{}
	for _, x := range f.Fields {
		out[x.Input.CustomID] = x.Input.Value
		for _, o := range x.Input.Options {
			if o.Default {
				out[x.Input.CustomID] = o.Value
			}
		}
	}
	return out
}

// check holds a form against the documented limits.
func (f Form) check() error {
	var faults []error
	check := func(ok bool, what string) {
		if !ok {
			faults = append(faults, errors.New("form: "+what))
		}
	}
	long := func(s string, low, high int) bool { n := utf8.RuneCountInString(s); return n >= low && n <= high }
	check(long(f.Title, 1, 45), "title")
	check(long(f.CustomID, 1, 100), "custom_id")
	check(len(f.Fields) >= 1 && len(f.Fields) <= 5, "fields")
	seen := map[string]bool{}
	for _, x := range f.Fields {
		check(x.Type == 18 && long(x.Label, 1, 45) && long(x.Description, 0, 100), "label")
		check(long(x.Input.CustomID, 1, 100) && !seen[x.Input.CustomID], "custom_id of a field")
		seen[x.Input.CustomID] = true
		switch x.Input.Type {
		case 3:
			check(len(x.Input.Options) >= 1 && len(x.Input.Options) <= 25, "options")
		case 4:
			check(x.Input.Style == 1 || x.Input.Style == 2, "style")
			check(long(x.Input.Value, 0, 4000) && x.Input.Max >= 1 && x.Input.Max <= 4000, "value")
		default:
			check(false, "input")
		}
	}
	return errors.Join(faults...)
}

// pending is an interaction that waits for its answer.
type pending struct {
	at    time.Time
	reply Reply
	acked bool
	done  chan struct{}
}

// Lapse ends the time for an answer to all that was done so far.
func (s *Server) Lapse() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.pending)
}

// Interact sends an interaction to a connected client and waits for the answer.
func (s *Server) Interact(ctx context.Context, i Interaction) (Reply, error) {
	s.mu.Lock()
	id := first(i.ID, s.newID())
	p := &pending{at: s.o.Now(), done: make(chan struct{})}
	s.pending["token"+id] = p
	s.mu.Unlock()
	var live *socket
	s.each(func(c *socket) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.ready && !c.zombie {
			live = c
		}
	})
	if live == nil {
		return Reply{}, errors.New("no gateway client is connected")
	}
	live.dispatch("INTERACTION_CREATE", i.payload(id))
	select {
	case <-ctx.Done():
		return Reply{}, fmt.Errorf("interaction %q: %w", i.Command+i.Button, context.Cause(ctx))
	case <-p.done:
		s.mu.Lock()
		defer s.mu.Unlock()
		return p.reply, nil
	}
}

// payload is the event as Discord sends it.
func (i Interaction) payload(id string) map[string]any {
	user := map[string]any{"id": first(i.User, UserID), "username": first(i.Name, "reader")}
	v := map[string]any{
		"id": id, "application_id": AppID, "token": first(i.Token, "token"+id), "version": 1, "type": 2,
		"channel_id": i.Channel, "channel": map[string]any{"id": i.Channel, "name": i.ChannelName, "type": i.Kind},
		"locale": first(i.Locale, "en-US"), "app_permissions": fmt.Sprint(i.Rights),
	}
	if i.Parent != "" {
		v["channel"] = map[string]any{"id": i.Channel, "name": i.ChannelName, "type": i.Kind, "parent_id": i.Parent}
	}
	v["context"] = 0
	if i.Guild == "dm" {
		v["context"] = map[bool]int{false: 1, true: 2}[i.Kind == GroupKind]
	}
	switch i.Rights {
	case 0:
		v["app_permissions"] = fmt.Sprint(everyone)
	case NoRights:
		v["app_permissions"] = "0"
	}
	if i.Guild == "dm" {
		v["user"] = user
	} else {
		v["guild_id"] = first(i.Guild, Guild)
		v["member"] = map[string]any{
			"user": user, "roles": append([]string{}, i.Roles...), "permissions": fmt.Sprint(i.Permissions),
			"joined_at": "2024-01-01T00:00:00Z",
		}
	}
	switch {
	case i.Button != "":
		v["type"] = 3
		v["data"] = map[string]any{"custom_id": i.Button, "component_type": 2}
		if len(i.Values) > 0 {
			v["data"] = map[string]any{"custom_id": i.Button, "component_type": 3, "values": i.Values}
		}
		v["message"] = map[string]any{"id": "1", "channel_id": i.Channel, "flags": 32768}
	case i.Form != "":
		v["type"] = 5
		v["data"] = map[string]any{"custom_id": i.Form, "components": i.fields()}
	case i.On != nil:
		m := i.On.view(false)
		m["application_id"] = AppID
		if i.Foreign {
			m["application_id"], m["author"] = "1", map[string]any{"id": "1", "bot": true}
		}
		v["data"] = map[string]any{
			"id": "7001", "name": i.Command, "type": 3, "target_id": i.On.ID,
			"resolved": map[string]any{"messages": map[string]any{i.On.ID: m}},
		}
	default:
		if i.Focus != "" {
			v["type"] = 4
		}
		v["data"] = map[string]any{"id": "7000", "name": "news", "type": 1, "options": i.options()}
	}
	return v
}

// fields are the arguments as a sent form holds them.
func (i Interaction) fields() []any {
	out := []any{}
	for name, value := range i.Args {
		out = append(out, map[string]any{"type": 18, "id": len(out) + 1, "component": map[string]any{
			"type": 4, "custom_id": name, "value": value,
		}})
	}
	return out
}

// options nests the arguments below the subcommand.
func (i Interaction) options() []any {
	args := []any{}
	for name, value := range i.Args {
		o := map[string]any{"name": name, "type": 3, "value": value}
		if name == i.Focus {
			o["focused"] = true
		}
		args = append(args, o)
	}
	words := strings.Fields(i.Command)
	options := args
	for n, word := range slices.Backward(words) {
		kind := 1
		if n < len(words)-1 {
			kind = 2
		}
		options = []any{map[string]any{"name": word, "type": kind, "options": options}}
	}
	return options
}

func first(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// interaction serves the answers to interactions, which need no token.
func (s *Server) interaction(method string, parts []string, body []byte) (reply, bool) {
	switch {
	case method == http.MethodPost && len(parts) == 4 && parts[0] == "interactions" && parts[3] == "callback":
		return s.callback(parts[2], body), true
	case method == http.MethodPatch && len(parts) == 5 && parts[0] == "webhooks" && parts[4] == "@original":
		return s.original(parts[2], body), true
	default:
		return reply{}, false
	}
}

// callback takes the first answer.
func (s *Server) callback(token string, body []byte) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.pending[token]
	took := time.Duration(0)
	if ok {
		took = s.o.Now().Sub(p.at)
	}
	if !ok || took > answerIn {
		return fault(http.StatusNotFound, 10062, "Unknown interaction")
	}
	if p.acked {
		return fault(http.StatusBadRequest, 40060, "Interaction has already been acknowledged.")
	}
	var c struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(body, &c); err != nil {
		return fault(http.StatusBadRequest, 50109, "not JSON")
	}
	var data struct {
		Flags   int      `json:"flags"`
		Choices []Choice `json:"choices"`
	}
	_ = json.Unmarshal(c.Data, &data) // what is not there is empty
	switch c.Type {
	case 4:
		if out, ok := s.valid(c.Data); !ok {
			return out
		}
		p.reply.Body, p.reply.Private = c.Data, data.Flags&64 != 0
	case 5:
		p.reply.Deferred, p.reply.Private = true, data.Flags&64 != 0
		s.stats.Deferred++
		s.announce()
	case 8:
		if len(data.Choices) > 25 {
			return fault(http.StatusBadRequest, 50035, "Invalid Form Body: choices")
		}
		p.reply.Choices = data.Choices
	case 9:
		var f Form
		if err := json.Unmarshal(c.Data, &f); err != nil || f.check() != nil {
			s.stats.Invalid++
			return fault(http.StatusBadRequest, 50035, fmt.Sprintf("Invalid Form Body: %v %v", err, f.check()))
		}
		p.reply.Form = &f
	default:
		return fault(http.StatusBadRequest, 50035, "Invalid Form Body: type")
	}
	p.acked, p.reply.Took = true, took
	if c.Type != 5 {
		close(p.done)
	}
	return reply{status: http.StatusNoContent, header: http.Header{}}
}

// original takes the message that replaces a deferral.
func (s *Server) original(token string, body []byte) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.pending[token]
	if !ok || !p.reply.Deferred || p.reply.Body != nil {
		return fault(http.StatusNotFound, 10015, "Unknown Webhook")
	}
	if err := card.Validate(body); err != nil {
		s.stats.Invalid++
		return fault(http.StatusBadRequest, 50035, "Invalid Form Body: "+err.Error())
	}
	p.reply.Body = body
	close(p.done)
	return jsonReply(http.StatusOK, map[string]any{"id": s.newID(), "channel_id": "0"})
}
