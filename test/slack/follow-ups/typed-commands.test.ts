import { expect, test } from '@jest/globals';
import { typedCommands } from '../../../src/slack/follow-ups/typed-commands.ts';

const texts = (text: string) => typedCommands(text, 'U0BOT').map((command) => command.text);

test('each line that begins with a prompt is a command, and nothing else is', () => {
  expect(typedCommands('look:\n$ ps aux\nand then\n  $   df -h  \n$\n$ \n$HOME is nice', 'U0BOT')).toEqual([
    { line: 1, text: 'ps aux' },
    { line: 3, text: 'df -h' },
  ]);
  expect(texts('it costs $ 5, or what does `$ ps` do?')).toEqual([]);
});

test.each([
  ['<@U0BOT> ps aux', ['ps aux']],
  ['<@U0BOT>: $ ps aux', ['ps aux']],
  ['<@U0BOT|keyhole> ps aux\nthanks!\n$ df', ['ps aux', 'df']],
  ['<@U0BOT>\n$ df', ['df']],
  ['<@U0BOT>', []],
  ['thanks <@U0BOT>', []],
  ['<@U0OTHER> ps aux', []],
])('what follows a mention of the bot is a command, too: %s', (text, commands) => {
  expect(texts(text)).toEqual(commands);
});

test('before the bot knows its own id nobody is taken for it', () => {
  expect(typedCommands('<@U0BOT> ps aux', undefined)).toEqual([]);
});

test.each([
  ['`$ ps aux`', ['ps aux']],
  ['```$ ps aux\n$ df -h```', ['ps aux', 'df -h']],
  ['```\n$ ps aux\n```', ['ps aux']],
  ['$ echo `date`', ['echo `date`']],
])('formatting as code is no part of it: %s', (text, commands) => {
  expect(texts(text)).toEqual(commands);
});

test.each([
  ['$ echo &lt;a&gt; &amp;&amp; ls', ['echo <a> && ls']],
  ['$ curl <http://api.shop/health|api.shop/health>', ['curl api.shop/health']],
  ['$ echo “a  b”', ['echo "a  b"']],
  ['$ ps –o pid', ['ps -o pid']],
])("what Slack's apps change is changed back: %s", (text, commands) => {
  expect(texts(text)).toEqual(commands);
});
