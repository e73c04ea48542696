package discord

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"newsbell/bot"
	"newsbell/bot/discord/card"
	"newsbell/bot/discord/rest"
	"newsbell/text"
)

// rootCommand is the one slash command; all others are its subcommands.
const rootCommand = "news"

// bareSubcommand stands for a command that is also the name of a group, as
// Discord knows no group that can be called itself: "digest" is "digest set".
const bareSubcommand = "set"

// slashCommand is a command as Discord registers it: the fields that newsbell
// sets and no others, so that what Discord sends back can be compared.
type slashCommand struct {
	Name             string                                 `json:"name"`
	Type             discordgo.ApplicationCommandType       `json:"type"`
	Description      string                                 `json:"description"`
	Names            map[string]string                      `json:"name_localizations,omitempty"`
	Descriptions     map[string]string                      `json:"description_localizations,omitempty"`
	Options          []slashOption                          `json:"options,omitempty"`
	Contexts         []discordgo.InteractionContextType     `json:"contexts,omitempty"`
	IntegrationTypes []discordgo.ApplicationIntegrationType `json:"integration_types,omitempty"`
}

type slashOption struct {
	Type         discordgo.ApplicationCommandOptionType `json:"type"`
	Name         string                                 `json:"name"`
	Description  string                                 `json:"description"`
	Names        map[string]string                      `json:"name_localizations,omitempty"`
	Descriptions map[string]string                      `json:"description_localizations,omitempty"`
	Required     bool                                   `json:"required,omitempty"`
	Autocomplete bool                                   `json:"autocomplete,omitempty"`
	Choices      []choice                               `json:"choices,omitempty"`
	Options      []slashOption                          `json:"options,omitempty"`
}

type choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// slashCommands makes one slash command of the vocabulary. names maps what
// Discord calls a subcommand ("digest set") to the command's own name.
func slashCommands(cmds []bot.Command) (root slashCommand, names map[string]string) {
	root = slashCommand{
		Name: rootCommand, Type: discordgo.ChatApplicationCommand, Description: "Follow topics, get alerts and digests",
		Contexts:         []discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM},
		IntegrationTypes: []discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall},
	}
	names = map[string]string{}
	groups := map[string]int{} // name -> its place in root.Options
	for _, c := range cmds {
		if name, _, ok := strings.Cut(c.Name, " "); ok {
			groups[name] = -1
		}
	}
	for _, c := range cmds {
		group, sub, ok := strings.Cut(c.Name, " ")
		at, isGroup := groups[group]
		if !isGroup {
			names[c.Name] = c.Name
			root.Options = append(root.Options, subcommand(c, c.Name))
			continue
		}
		if !ok {
			sub = bareSubcommand
		}
		if at < 0 {
			at = len(root.Options)
			groups[group] = at
			root.Options = append(root.Options, slashOption{
				Type: discordgo.ApplicationCommandOptionSubCommandGroup, Name: group, Description: "About " + group,
			})
		}
		names[group+" "+sub] = c.Name
		root.Options[at].Options = append(root.Options[at].Options, subcommand(c, sub))
	}
	root.Options = root.Options[:min(len(root.Options), card.MaxOptions)]
	return root, names
}

// messageCommands are the commands in the menu of a message, and the button
// that each stands for.
func messageCommands() map[string]string {
	return map[string]string{"Why this?": bot.VerbWhy, "Mute this story": bot.VerbMute}
}

// contextMenu is those commands as Discord registers them.
func contextMenu() []slashCommand {
	var out []slashCommand
	for _, name := range slices.Sorted(maps.Keys(messageCommands())) {
		out = append(out, slashCommand{
			Name: name, Type: discordgo.MessageApplicationCommand,
			Contexts:         []discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM},
			IntegrationTypes: []discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall},
		})
	}
	return out
}

func subcommand(c bot.Command, name string) slashOption {
	o := slashOption{
		Type: discordgo.ApplicationCommandOptionSubCommand, Name: name, Description: description(c.Help, name),
	}
	for _, required := range []bool{true, false} { // Discord wants the required ones first
		for _, a := range c.Args {
			if a.Required == required {
				o.Options = append(o.Options, argument(a))
			}
		}
	}
	return o
}

func argument(a bot.Arg) slashOption {
	o := slashOption{
		Type: discordgo.ApplicationCommandOptionString, Name: a.Name,
		Description: description(a.Help, a.Name), Required: a.Required, Autocomplete: a.Complete,
	}
	if len(a.Choices) > 0 {
		o.Autocomplete = false
		for _, v := range a.Choices[:min(len(a.Choices), card.MaxChoices)] {
			o.Choices = append(o.Choices, choice{v, v})
		}
	}
	return o
}

func description(help, name string) string {
	if help == "" {
		return name
	}
	return text.Truncate(text.Clean(help), card.MaxDescription)
}

// register brings the registered commands to what they should be, by one
// request, when they differ.
func (s *Session) register(ctx context.Context) error {
	var app struct {
		ID string `json:"id"`
	}
	err := s.client().Get(ctx, rest.Call{Method: http.MethodGet, Route: "/applications/@me", Path: "/applications/@me"}, &app)
	if err != nil {
		return fmt.Errorf("read application: %w", err)
	}
	k := rest.Call{
		Method: http.MethodGet, Route: "/applications/{}/commands", Major: app.ID,
		Path: "/applications/" + url.PathEscape(app.ID) + "/commands",
	}
	ask := k
	ask.Path += "?with_localizations=true"
	var have []slashCommand
	if err := s.client().Get(ctx, ask, &have); err != nil {
		return fmt.Errorf("read commands: %w", err)
	}
	want, err := card.Encode(s.roots)
	if err != nil {
		return err
	}
	known, err := card.Encode(have)
	if err != nil {
		return err
	}
	if sha256.Sum256(known) == sha256.Sum256(want) {
		return nil
	}
	k.Method, k.Body = http.MethodPut, want
	if err := s.client().Get(ctx, k, nil); err != nil {
		return fmt.Errorf("register commands: %w", err)
	}
	s.log().Info("commands registered", "count", len(s.roots[0].Options))
	return nil
}
