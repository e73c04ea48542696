// Package llm has a language model tell a story in two or three sentences, by
// any service that speaks OpenAI's chat completions. It belongs to package
// summary, whose extractive text it falls back to: an answer is used only if
// [Check] finds every name and number of it in what the model was given. What
// is shown next is composed by package deliver.
package llm
