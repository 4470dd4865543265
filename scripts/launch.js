// The door of every npm script. This file alone must be readable by a Node of any age, hence the old words:
// all it does is to refuse an old one in one sentence, and to hand over.
var oldest = 20;
if (Number(process.versions.node.split('.')[0]) < oldest) {
  console.error(
    'Ward needs Node ' +
      oldest +
      ' or newer to start, and this is ' +
      process.version +
      ': install a newer one.',
  );
  process.exitCode = 1;
} else {
  import('./launch/run.js').then((launch) => launch.run(process.argv.slice(2)));
}
