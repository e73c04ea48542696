package install

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"newsbell/news"
)

// A Store keeps values by key; "" stands for nothing.
type Store interface {
	Value(ctx context.Context, key string) (string, error)
	SetValue(ctx context.Context, key, value string) error
}

// An Installation is what a workspace agreed to.
type Installation struct {
	Team   string // id of the workspace
	Name   string // of the workspace, for people
	App    string // id of the app
	Bot    string // id of the bot's user
	Scopes string // with commas between
	Token  news.Secret
	At     time.Time
}

// A Vault keeps the installations in a store, each sealed with AES-256-GCM under
// a key that the store does not hold, and bound to its workspace. It is safe for
// use by many goroutines.
type Vault struct {
	store   Store
	seal    cipher.AEAD
	earlier []cipher.AEAD // open what they sealed, and seal no more
}

// The form of a sealed value, and what keys are derived for.
const (
	sealedAs   = "v1:"
	forTokens  = "newsbell slack token v1"
	forStates  = "newsbell slack install state v1"
	keyBytes   = 32
	keyInStore = "slack/team/"
)

// NewVault makes a vault. The key may be any long random text; with earlier ones
// it opens what was sealed before there was this one.
func NewVault(store Store, key news.Secret, earlier ...news.Secret) (*Vault, error) {
	seal, err := sealOf(key)
	if err != nil {
		return nil, err
	}
	v := &Vault{store: store, seal: seal}
	for _, k := range earlier {
		old, err := sealOf(k)
		if err != nil {
			return nil, err
		}
		v.earlier = append(v.earlier, old)
	}
	return v, nil
}

func sealOf(key news.Secret) (cipher.AEAD, error) {
	raw, err := derive(key, forTokens)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	return seal, nil
}

// derive makes a key for one purpose (RFC 5869).
func derive(key news.Secret, purpose string) ([]byte, error) {
	if key == "" {
		return nil, &news.Error{Code: "slack_token_key", Message: "slack: token_key is empty: give it a long random text"}
	}
	raw, err := hkdf.Key(sha256.New, []byte(key.Reveal()), nil, purpose, keyBytes)
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	return raw, nil
}

// A kept is an installation as it is sealed: a news.Secret does not print.
type kept struct {
	Team   string `json:"team"`
	Name   string `json:"name"`
	App    string `json:"app"`
	Bot    string `json:"bot"`
	Scopes string `json:"scopes"`
	Token  string `json:"token"`
	At     int64  `json:"at"` // Unix milliseconds
}

// Save keeps an installation in place of the workspace's earlier one.
func (v *Vault) Save(ctx context.Context, in Installation) error {
	raw, err := json.Marshal(kept{
		Team: in.Team, Name: in.Name, App: in.App, Bot: in.Bot, Scopes: in.Scopes, Token: in.Token.Reveal(), At: in.At.UnixMilli(),
	})
	if err != nil {
		return fmt.Errorf("seal token of %s: %w", in.Team, err)
	}
	nonce := make([]byte, v.seal.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	sealed := v.seal.Seal(nonce, nonce, raw, []byte(in.Team))
	if err := v.store.SetValue(ctx, keyInStore+in.Team, sealedAs+base64.StdEncoding.EncodeToString(sealed)); err != nil {
		return fmt.Errorf("save token of %s: %w", in.Team, err)
	}
	return nil
}

// Installation gives a workspace's; ok is false when newsbell is not installed
// there. One that was sealed with another key is a *news.Error.
func (v *Vault) Installation(ctx context.Context, team string) (in Installation, ok bool, err error) {
	value, err := v.store.Value(ctx, keyInStore+team)
	if err != nil {
		return Installation{}, false, fmt.Errorf("read token of %s: %w", team, err)
	}
	if value == "" {
		return Installation{}, false, nil
	}
	k, good := v.open(team, value)
	if !good {
		return Installation{}, false, &news.Error{
			Code:    "slack_token_key",
			Message: "slack: the token of workspace " + team + " was sealed with another key: set the earlier token_key, or have the workspace install newsbell again at " + PathInstall,
		}
	}
	return Installation{
		Team: k.Team, Name: k.Name, App: k.App, Bot: k.Bot, Scopes: k.Scopes, Token: news.Secret(k.Token), At: time.UnixMilli(k.At).UTC(),
	}, true, nil
}

func (v *Vault) open(team, value string) (k kept, good bool) {
	coded, is := strings.CutPrefix(value, sealedAs)
	sealed, err := base64.StdEncoding.DecodeString(coded)
	if !is || err != nil || len(sealed) < v.seal.NonceSize() {
		return kept{}, false
	}
	n := v.seal.NonceSize()
	for _, seal := range append([]cipher.AEAD{v.seal}, v.earlier...) {
		raw, err := seal.Open(nil, sealed[:n], sealed[n:], []byte(team))
		if err == nil {
			return k, json.Unmarshal(raw, &k) == nil && k.Team == team
		}
	}
	return kept{}, false
}

// Token gives a workspace's token, "" when newsbell is not installed there. It is
// what bot/slack looks tokens up with.
func (v *Vault) Token(ctx context.Context, team string) (news.Secret, error) {
	in, _, err := v.Installation(ctx, team)
	return in.Token, err
}

// Forget drops a workspace's token.
func (v *Vault) Forget(ctx context.Context, team string) error {
	if err := v.store.SetValue(ctx, keyInStore+team, ""); err != nil {
		return fmt.Errorf("forget token of %s: %w", team, err)
	}
	return nil
}
