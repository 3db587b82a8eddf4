// @ts-check
import { LAMPS } from './catalogue.js';
import { fill, frame } from './frame.js';

frame();
const query = (new URLSearchParams(location.search).get('q') ?? '').trim().toLowerCase();
const found = LAMPS.filter((lamp) => `${lamp.name} ${lamp.kind} ${lamp.material} lamp`.toLowerCase().includes(query));
const title = document.getElementById('search-title');
if (title !== null && query !== '') title.textContent = `Search: ${query}`;
fill('found', query === '' ? [] : found);
const nothing = document.getElementById('nothing');
if (nothing !== null) nothing.hidden = query !== '' && found.length > 0;
