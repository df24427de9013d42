// The borders between the rooms of src/ (docs/architecture.md tells why). dependency-cruiser holds them.
const sourceOf = (room) => `^src/${room}/`;

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'domain-knows-nobody',
      severity: 'error',
      from: { path: sourceOf('domain') },
      to: { path: '^src/', pathNot: sourceOf('domain') },
    },
    {
      name: 'slack-and-kubernetes-are-strangers',
      severity: 'error',
      from: { path: sourceOf('(slack|kubernetes)') },
      to: { path: sourceOf('(slack|kubernetes)'), pathNot: sourceOf('$1') },
    },
    {
      name: 'sandbox-speaks-only-public-protocols',
      severity: 'error',
      from: { path: sourceOf('sandbox') },
      to: { path: '^src/', pathNot: sourceOf('sandbox') },
    },
    {
      name: 'only-the-demo-knows-the-sandbox',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(sandbox|demo)/' },
      to: { path: '^src/(sandbox|demo)/' },
    },
    {
      name: 'only-main-and-the-demo-wire',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(demo/|runtime/|main)' },
      to: { path: '^src/(main|runtime/)' },
    },
    {
      name: 'the-bot-needs-only-production-dependencies',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(sandbox|demo|setup)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    // swc reads type-only imports too; tsPreCompilationDeps would ask for a JavaScript TypeScript compiler, which TypeScript 7 lacks.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
