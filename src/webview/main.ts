import { App } from './app.ts';
import { findHost } from './host.ts';

const root = document.getElementById('portolan');
if (root !== null) new App(root, findHost());
