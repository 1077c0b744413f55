// Generated from adamtext/teach/live by `python -m tools.bundle_live`: change it there.
(() => {
// adam.js
// What Adam does, in numbers: the formulas of adamtext, and tested against them. Nothing is drawn.
// Lengths of steps are in units of alpha, and eps is 0.

/** 1 - beta^t, accurate also where beta^t is next to 1. */
function biasCorrection(beta, t) {
  return -Math.expm1(t * Math.log(beta));
}

/** Adam fed with the gradients g: arrays of the averages, their corrections and both steps. */
function adam(g, beta1, beta2) {
  const out = { m: [], v: [], mHat: [], vHat: [], step: [], uncorrected: [] };
  let m = 0;
  let v = 0;
  g.forEach((gradient, i) => {
    m = beta1 * m + (1 - beta1) * gradient;
    v = beta2 * v + (1 - beta2) * gradient * gradient;
    const mHat = m / biasCorrection(beta1, i + 1);
    const vHat = v / biasCorrection(beta2, i + 1);
    out.m.push(m);
    out.v.push(v);
    out.mHat.push(mHat);
    out.vHat.push(vHat);
    out.step.push(ratio(mHat, vHat));
    out.uncorrected.push(ratio(m, v));
  });
  return out;
}

// Silence, or gradients so small that their squares are lost, make no step.
const TINY = 1e-140;
function ratio(m, v) {
  return m / (Math.sqrt(v) + TINY);
}

/** Largest possible step at step t, over all streams; t may be Infinity. */
function stepBound(beta1, beta2, t = Infinity) {
  if (beta1 === beta2 || t === 1) return 1;
  if (beta2 === 0) return Infinity;
  const excess = squareMinus(beta1, beta2) / beta2;
  const squares = (geometricSum(excess, t) * biasCorrection(beta2, t)) / (1 - beta2);
  return ((1 - beta1) / biasCorrection(beta1, t)) * Math.sqrt(squares);
}

/** The two values of 1 - beta2, low and high, between which stepBound(beta1, ·) <= level. */
function boundLevel(beta1, level) {
  const away = 1 - beta1;
  const product = (away / level) ** 2; // of the two roots of a quadratic equation
  const sum = away * (1 + beta1) + product;
  const high = (sum + Math.sqrt(Math.max(sum * sum - 4 * product, 0))) / 2;
  return [product / high, high];
}

/** Sum of (1 + excess)^k over k = 0, …, t - 1. */
function geometricSum(excess, t) {
  // an excess of rounding errors is meant to be 0, as in 0.9² against 0.81
  if (t === Infinity) return excess < -4e-16 ? -1 / excess : Infinity;
  const rate = Math.log1p(excess);
  return rate === 0 ? t : Math.expm1(t * rate) / Math.expm1(rate);
}

/** a² - b with the rounding error of a² given back (Dekker's product). */
function squareMinus(a, b) {
  const square = a * a;
  const large = 134217729 * a; // 2^27 + 1 splits a double into two halves
  const high = large - (large - a);
  const low = a - high;
  return square - b + (high * high - square + 2 * high * low + low * low);
}

/** Step without the two corrections over the step with them. */
function uncorrectedRatio(beta1, beta2, t) {
  return biasCorrection(beta1, t) / Math.sqrt(biasCorrection(beta2, t));
}

/** Largest uncorrectedRatio over t = 1, 2, …, and the first t that has it; Infinity where it only
 * creeps up to 1. */
function overshoot(beta1, beta2) {
  if (beta1 === 0) return { t: 1, value: uncorrectedRatio(0, beta2, 1) };
  if (beta1 >= beta2) return { t: Infinity, value: 1 };
  // It rises as long as this is positive, and falls ever after.
  const a = -Math.log(beta1);
  const b = -Math.log(beta2);
  const rising = (t) => a / Math.expm1(a * t) > b / (2 * Math.expm1(b * t));
  let low = 0;
  let high = 1;
  while (rising(high)) [low, high] = [high, 2 * high];
  while (high - low > 0.5) {
    const middle = (low + high) / 2;
    if (rising(middle)) low = middle;
    else high = middle;
  }
  const first = Math.max(1, Math.floor(low));
  let best = { t: first, value: uncorrectedRatio(beta1, beta2, first) };
  for (let t = first + 1; t <= Math.ceil(high); t++) {
    const value = uncorrectedRatio(beta1, beta2, t);
    if (value > best.value) best = { t, value };
  }
  return best;
}

/** Steps after which a gradient has half its weight in an average. */
function halfLife(beta) {
  return -Math.LN2 / Math.log(beta) + 0; // 0, not -0, for beta = 0
}

/** Streams of gradients, name -> (n, beta1, beta2) -> array of n numbers, the largest about 1. */
const STREAMS = {
  constant: (n) => Array(n).fill(1),
  noise: (n) => normal(n),
  spike: (n) => ages(n).map((age) => (age === Math.floor(n / 2) ? 1 : 0)),
  burst: (n) => ages(n).map((age) => (age <= Math.floor(n / 2) && age > n / 2 - 12 ? 1 : 0)),
  growth: (n) => ages(n).map((age) => 1.05 ** -age),
  worst: (n, beta1, beta2) => {
    const r = beta2 ? beta1 / beta2 : 0;
    return ages(n).map((age) => (r <= 1 ? r ** age : r ** (age - (n - 1))));
  },
};

function ages(n) {
  return Array.from({ length: n }, (_, i) => n - 1 - i);
}

/** n standard normal numbers: Park and Miller's generator, Box and Muller's transform. */
function normal(n) {
  let seed = 1412;
  const uniform = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  return Array.from({ length: n }, () => {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  });
}

// parts.js
// What the figures share: labelled controls, numbers in words, and a place to draw.

/** beta from the position of its slider, log10(1 - beta); 1 - beta has two significant digits. */
function betaAt(x) {
  return Number((1 - Number((10 ** x).toPrecision(2))).toFixed(6));
}

function positionOf(beta) {
  return Math.log10(1 - beta);
}

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴" };
Object.assign(RAISED, { 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" });

/** A number to read: three significant digits, no power of ten where it can be helped. */
function show(x) {
  if (!Number.isFinite(x)) return "∞";
  if (x === 0) return "0";
  if (Math.abs(x) >= 1e5 || Math.abs(x) < 1e-3) {
    const [digits, power] = x.toExponential(1).split("e");
    return `${digits}·10${[...String(Number(power))].map((sign) => RAISED[sign]).join("")}`;
  }
  return String(Number(x.toPrecision(3)));
}

/** A new element with these attributes and children. */
function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** A slider for the trait `key`; `toTrait` and `toSlider` turn positions into values and back. */
function slider(model, key, label, { min, max, step, toTrait, toSlider }) {
  const input = element("input", { type: "range", min, max, step, "data-key": key });
  const readout = element("span", { class: "live-value", "aria-hidden": "true" });
  const update = () => {
    const value = model.get(key);
    if (toTrait(Number(input.value)) !== value) input.value = toSlider(value);
    input.setAttribute("aria-valuetext", value);
    readout.textContent = value;
  };
  input.addEventListener("input", () => {
    model.set(key, toTrait(Number(input.value)));
    model.save_changes();
  });
  const node = element("label", { class: "live-slider" }, element("span", {}, label), readout, input);
  return { node, update };
}

/** A list to choose the trait `key` from; `options` maps values to their names. */
function choice(model, key, label, options) {
  const input = element("select", { "data-key": key });
  for (const [value, name] of Object.entries(options))
    input.append(element("option", { value }, name));
  const update = () => (input.value = model.get(key));
  input.addEventListener("change", () => {
    model.set(key, input.value);
    model.save_changes();
  });
  const node = element("label", { class: "live-choice" }, element("span", {}, label), input);
  return { node, update };
}

/** Buttons that set several traits at once; the one that holds now is marked as pressed. */
function presets(model, label, options) {
  const buttons = options.map(([name, traits]) => {
    const button = element("button", { type: "button" }, name);
    button.addEventListener("click", () => {
      for (const [key, value] of Object.entries(traits)) model.set(key, value);
      model.save_changes();
    });
    return [button, traits];
  });
  const update = () => {
    for (const [button, traits] of buttons) {
      const holds = Object.entries(traits).every(([key, value]) => model.get(key) === value);
      button.setAttribute("aria-pressed", holds);
    }
  };
  const node = element("div", { class: "live-presets", role: "group", "aria-label": label });
  node.append(...buttons.map(([button]) => button));
  return { node, update };
}

/** Draw now, when one of `keys` changes, and when the width does. Returns what undoes it. */
function keepDrawn(model, keys, host, draw) {
  let width = 0;
  const redraw = () => draw(width);
  const watch = new ResizeObserver(() => {
    if (host.clientWidth === width || !host.clientWidth) return;
    width = host.clientWidth;
    redraw();
  });
  width = host.clientWidth || 640;
  redraw();
  watch.observe(host);
  for (const key of keys) model.on(`change:${key}`, redraw);
  return () => {
    watch.disconnect();
    for (const key of keys) model.off(`change:${key}`, redraw);
  };
}

/** An axis with few ticks, in the colour of the text. */
function drawAxis(svg, axis, x, y) {
  const g = svg.append("g").attr("transform", `translate(${x},${y})`).attr("class", "live-axis");
  return g.call(axis.tickSizeOuter(0)).attr("font-size", null).attr("font-family", null);
}

/** Move labels, each with a height y, `gap` apart from each other and inside [top, bottom]. */
function spread(labels, gap, top, bottom) {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  sorted.forEach((label, i) => (label.y = Math.max(label.y, i ? sorted[i - 1].y + gap : top)));
  for (let i = sorted.length - 1, limit = bottom; i >= 0; limit = sorted[i].y - gap, i--)
    sorted[i].y = Math.min(sorted[i].y, limit);
  return labels;
}

const BETA1 = { min: -3, max: 0, step: 0.05, toTrait: betaAt, toSlider: positionOf };
const BETA2 = { min: -4, max: -0.3, step: 0.05, toTrait: betaAt, toSlider: positionOf };

// vendor/d3.js
var d3=(()=>{var Ut=Object.defineProperty;var kr=Object.getOwnPropertyDescriptor;var $r=Object.getOwnPropertyNames;var Sr=Object.prototype.hasOwnProperty;var Er=(t,e)=>{for(var n in e)Ut(t,n,{get:e[n],enumerable:!0})},Rr=(t,e,n,r)=>{if(e&&typeof e=="object"||typeof e=="function")for(let i of $r(e))!Sr.call(t,i)&&i!==n&&Ut(t,i,{get:()=>e[i],enumerable:!(r=kr(e,i))||r.enumerable});return t};var Cr=t=>Rr(Ut({},"__esModule",{value:!0}),t);var Xo={};Er(Xo,{axisBottom:()=>Gt,axisLeft:()=>Wt,create:()=>ve,line:()=>Ne,scaleLinear:()=>mt,scaleLog:()=>dt,select:()=>gt});function $e(t){return t}var Qt=1,Zt=2,Kt=3,ft=4,Se=1e-6;function qr(t){return"translate("+t+",0)"}function Lr(t){return"translate(0,"+t+")"}function Pr(t){return e=>+t(e)}function Ir(t,e){return e=Math.max(0,t.bandwidth()-e*2)/2,t.round()&&(e=Math.round(e)),n=>+t(n)+e}function Fr(){return!this.__axis}function Ee(t,e){var n=[],r=null,i=null,o=6,f=6,u=3,l=typeof window<"u"&&window.devicePixelRatio>1?0:.5,a=t===Qt||t===ft?-1:1,c=t===ft||t===Zt?"x":"y",h=t===Qt||t===Kt?qr:Lr;function s(m){var d=r??(e.ticks?e.ticks.apply(e,n):e.domain()),p=i??(e.tickFormat?e.tickFormat.apply(e,n):$e),y=Math.max(o,0)+u,x=e.range(),_=+x[0]+l,v=+x[x.length-1]+l,w=(e.bandwidth?Ir:Pr)(e.copy(),l),A=m.selection?m.selection():m,M=A.selectAll(".domain").data([null]),k=A.selectAll(".tick").data(d,e).order(),T=k.exit(),q=k.enter().append("g").attr("class","tick"),L=k.select("line"),z=k.select("text");M=M.merge(M.enter().insert("path",".tick").attr("class","domain").attr("stroke","currentColor")),k=k.merge(q),L=L.merge(q.append("line").attr("stroke","currentColor").attr(c+"2",a*o)),z=z.merge(q.append("text").attr("fill","currentColor").attr(c,a*y).attr("dy",t===Qt?"0em":t===Kt?"0.71em":"0.32em")),m!==A&&(M=M.transition(m),k=k.transition(m),L=L.transition(m),z=z.transition(m),T=T.transition(m).attr("opacity",Se).attr("transform",function(g){return isFinite(g=w(g))?h(g+l):this.getAttribute("transform")}),q.attr("opacity",Se).attr("transform",function(g){var S=this.parentNode.__axis;return h((S&&isFinite(S=S(g))?S:w(g))+l)})),T.remove(),M.attr("d",t===ft||t===Zt?f?"M"+a*f+","+_+"H"+l+"V"+v+"H"+a*f:"M"+l+","+_+"V"+v:f?"M"+_+","+a*f+"V"+l+"H"+v+"V"+a*f:"M"+_+","+l+"H"+v),k.attr("opacity",1).attr("transform",function(g){return h(w(g)+l)}),L.attr(c+"2",a*o),z.attr(c,a*y).text(p),A.filter(Fr).attr("fill","none").attr("font-size",10).attr("font-family","sans-serif").attr("text-anchor",t===Zt?"start":t===ft?"end":"middle"),A.each(function(){this.__axis=w})}return s.scale=function(m){return arguments.length?(e=m,s):e},s.ticks=function(){return n=Array.from(arguments),s},s.tickArguments=function(m){return arguments.length?(n=m==null?[]:Array.from(m),s):n.slice()},s.tickValues=function(m){return arguments.length?(r=m==null?null:Array.from(m),s):r&&r.slice()},s.tickFormat=function(m){return arguments.length?(i=m,s):i},s.tickSize=function(m){return arguments.length?(o=f=+m,s):o},s.tickSizeInner=function(m){return arguments.length?(o=+m,s):o},s.tickSizeOuter=function(m){return arguments.length?(f=+m,s):f},s.tickPadding=function(m){return arguments.length?(u=+m,s):u},s.offset=function(m){return arguments.length?(l=+m,s):l},s}function Gt(t){return Ee(Kt,t)}function Wt(t){return Ee(ft,t)}function _t(t,e){return t==null||e==null?NaN:t<e?-1:t>e?1:t>=e?0:NaN}function Or(t,e){return t==null||e==null?NaN:e<t?-1:e>t?1:e>=t?0:NaN}function Re(t){let e,n,r;t.length!==2?(e=_t,n=(u,l)=>_t(t(u),l),r=(u,l)=>t(u)-l):(e=t===_t||t===Or?t:Tr,n=t,r=t);function i(u,l,a=0,c=u.length){if(a<c){if(e(l,l)!==0)return c;do{let h=a+c>>>1;n(u[h],l)<0?a=h+1:c=h}while(a<c)}return a}function o(u,l,a=0,c=u.length){if(a<c){if(e(l,l)!==0)return c;do{let h=a+c>>>1;n(u[h],l)<=0?a=h+1:c=h}while(a<c)}return a}function f(u,l,a=0,c=u.length){let h=i(u,l,a,c-1);return h>a&&r(u[h-1],l)>-r(u[h],l)?h-1:h}return{left:i,center:f,right:o}}function Tr(){return 0}function zr(t){return t===null?NaN:+t}var Ce=Re(_t),qe=Ce.right,jo=Ce.left,tf=Re(zr).center;var ef=Le(Pe),nf=Le(Br);function Le(t){return function(e,n,r=n){if(!((n=+n)>=0))throw new RangeError("invalid rx");if(!((r=+r)>=0))throw new RangeError("invalid ry");let{data:i,width:o,height:f}=e;if(!((o=Math.floor(o))>=0))throw new RangeError("invalid width");if(!((f=Math.floor(f!==void 0?f:i.length/o))>=0))throw new RangeError("invalid height");if(!o||!f||!n&&!r)return e;let u=n&&t(n),l=r&&t(r),a=i.slice();return u&&l?(K(u,a,i,o,f),K(u,i,a,o,f),K(u,a,i,o,f),G(l,i,a,o,f),G(l,a,i,o,f),G(l,i,a,o,f)):u?(K(u,i,a,o,f),K(u,a,i,o,f),K(u,i,a,o,f)):l&&(G(l,i,a,o,f),G(l,a,i,o,f),G(l,i,a,o,f)),e}}function K(t,e,n,r,i){for(let o=0,f=r*i;o<f;)t(e,n,o,o+=r,1)}function G(t,e,n,r,i){for(let o=0,f=r*i;o<r;++o)t(e,n,o,o+f,r)}function Br(t){let e=Pe(t);return(n,r,i,o,f)=>{i<<=2,o<<=2,f<<=2,e(n,r,i+0,o+0,f),e(n,r,i+1,o+1,f),e(n,r,i+2,o+2,f),e(n,r,i+3,o+3,f)}}function Pe(t){let e=Math.floor(t);if(e===t)return Dr(t);let n=t-e,r=2*t+1;return(i,o,f,u,l)=>{if(!((u-=l)>=f))return;let a=e*o[f],c=l*e,h=c+l;for(let s=f,m=f+c;s<m;s+=l)a+=o[Math.min(u,s)];for(let s=f,m=u;s<=m;s+=l)a+=o[Math.min(u,s+c)],i[s]=(a+n*(o[Math.max(f,s-h)]+o[Math.min(u,s+h)]))/r,a-=o[Math.max(f,s-c)]}}function Dr(t){let e=2*t+1;return(n,r,i,o,f)=>{if(!((o-=f)>=i))return;let u=t*r[i],l=f*t;for(let a=i,c=i+l;a<c;a+=f)u+=r[Math.min(o,a)];for(let a=i,c=o;a<=c;a+=f)u+=r[Math.min(o,a+l)],n[a]=u/e,u-=r[Math.max(i,a-l)]}}var Hr=Array.prototype,rf=Hr.slice;var Vr=Math.sqrt(50),Xr=Math.sqrt(10),Yr=Math.sqrt(2);function Mt(t,e,n){let r=(e-t)/Math.max(0,n),i=Math.floor(Math.log10(r)),o=r/Math.pow(10,i),f=o>=Vr?10:o>=Xr?5:o>=Yr?2:1,u,l,a;return i<0?(a=Math.pow(10,-i)/f,u=Math.round(t*a),l=Math.round(e*a),u/a<t&&++u,l/a>e&&--l,a=-a):(a=Math.pow(10,i)*f,u=Math.round(t/a),l=Math.round(e/a),u*a<t&&++u,l*a>e&&--l),l<u&&.5<=n&&n<2?Mt(t,e,n*2):[u,l,a]}function ut(t,e,n){if(e=+e,t=+t,n=+n,!(n>0))return[];if(t===e)return[t];let r=e<t,[i,o,f]=r?Mt(e,t,n):Mt(t,e,n);if(!(o>=i))return[];let u=o-i+1,l=new Array(u);if(r)if(f<0)for(let a=0;a<u;++a)l[a]=(o-a)/-f;else for(let a=0;a<u;++a)l[a]=(o-a)*f;else if(f<0)for(let a=0;a<u;++a)l[a]=(i+a)/-f;else for(let a=0;a<u;++a)l[a]=(i+a)*f;return l}function vt(t,e,n){return e=+e,t=+t,n=+n,Mt(t,e,n)[2]}function Ie(t,e,n){e=+e,t=+t,n=+n;let r=e<t,i=r?vt(e,t,n):vt(t,e,n);return(r?-1:1)*(i<0?1/-i:i)}var of=Ur(Math.random);function Ur(t){return function(n,r=0,i=n.length){let o=i-(r=+r);for(;o;){let f=t()*o--|0,u=n[o+r];n[o+r]=n[f+r],n[f+r]=u}return n}}function At(t,e){switch(arguments.length){case 0:break;case 1:this.range(t);break;default:this.range(e).domain(t);break}return this}function tt(t,e,n){t.prototype=e.prototype=n,n.constructor=t}function st(t,e){var n=Object.create(t.prototype);for(var r in e)n[r]=e[r];return n}function B(){}var X=.7,j=1/X,W="\\s*([+-]?\\d+)\\s*",at="\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)\\s*",P="\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)%\\s*",Qr=/^#([0-9a-f]{3,8})$/,Zr=new RegExp(`^rgb\\(${W},${W},${W}\\)$`),Kr=new RegExp(`^rgb\\(${P},${P},${P}\\)$`),Gr=new RegExp(`^rgba\\(${W},${W},${W},${at}\\)$`),Wr=new RegExp(`^rgba\\(${P},${P},${P},${at}\\)$`),Jr=new RegExp(`^hsl\\(${at},${P},${P}\\)$`),jr=new RegExp(`^hsla\\(${at},${P},${P},${at}\\)$`),Fe={aliceblue:15792383,antiquewhite:16444375,aqua:65535,aquamarine:8388564,azure:15794175,beige:16119260,bisque:16770244,black:0,blanchedalmond:16772045,blue:255,blueviolet:9055202,brown:10824234,burlywood:14596231,cadetblue:6266528,chartreuse:8388352,chocolate:13789470,coral:16744272,cornflowerblue:6591981,cornsilk:16775388,crimson:14423100,cyan:65535,darkblue:139,darkcyan:35723,darkgoldenrod:12092939,darkgray:11119017,darkgreen:25600,darkgrey:11119017,darkkhaki:12433259,darkmagenta:9109643,darkolivegreen:5597999,darkorange:16747520,darkorchid:10040012,darkred:9109504,darksalmon:15308410,darkseagreen:9419919,darkslateblue:4734347,darkslategray:3100495,darkslategrey:3100495,darkturquoise:52945,darkviolet:9699539,deeppink:16716947,deepskyblue:49151,dimgray:6908265,dimgrey:6908265,dodgerblue:2003199,firebrick:11674146,floralwhite:16775920,forestgreen:2263842,fuchsia:16711935,gainsboro:14474460,ghostwhite:16316671,gold:16766720,goldenrod:14329120,gray:8421504,green:32768,greenyellow:11403055,grey:8421504,honeydew:15794160,hotpink:16738740,indianred:13458524,indigo:4915330,ivory:16777200,khaki:15787660,lavender:15132410,lavenderblush:16773365,lawngreen:8190976,lemonchiffon:16775885,lightblue:11393254,lightcoral:15761536,lightcyan:14745599,lightgoldenrodyellow:16448210,lightgray:13882323,lightgreen:9498256,lightgrey:13882323,lightpink:16758465,lightsalmon:16752762,lightseagreen:2142890,lightskyblue:8900346,lightslategray:7833753,lightslategrey:7833753,lightsteelblue:11584734,lightyellow:16777184,lime:65280,limegreen:3329330,linen:16445670,magenta:16711935,maroon:8388608,mediumaquamarine:6737322,mediumblue:205,mediumorchid:12211667,mediumpurple:9662683,mediumseagreen:3978097,mediumslateblue:8087790,mediumspringgreen:64154,mediumturquoise:4772300,mediumvioletred:13047173,midnightblue:1644912,mintcream:16121850,mistyrose:16770273,moccasin:16770229,navajowhite:16768685,navy:128,oldlace:16643558,olive:8421376,olivedrab:7048739,orange:16753920,orangered:16729344,orchid:14315734,palegoldenrod:15657130,palegreen:10025880,paleturquoise:11529966,palevioletred:14381203,papayawhip:16773077,peachpuff:16767673,peru:13468991,pink:16761035,plum:14524637,powderblue:11591910,purple:8388736,rebeccapurple:6697881,red:16711680,rosybrown:12357519,royalblue:4286945,saddlebrown:9127187,salmon:16416882,sandybrown:16032864,seagreen:3050327,seashell:16774638,sienna:10506797,silver:12632256,skyblue:8900331,slateblue:6970061,slategray:7372944,slategrey:7372944,snow:16775930,springgreen:65407,steelblue:4620980,tan:13808780,teal:32896,thistle:14204888,tomato:16737095,turquoise:4251856,violet:15631086,wheat:16113331,white:16777215,whitesmoke:16119285,yellow:16776960,yellowgreen:10145074};tt(B,et,{copy(t){return Object.assign(new this.constructor,this,t)},displayable(){return this.rgb().displayable()},hex:Oe,formatHex:Oe,formatHex8:ti,formatHsl:ei,formatRgb:Te,toString:Te});function Oe(){return this.rgb().formatHex()}function ti(){return this.rgb().formatHex8()}function ei(){return Qe(this).formatHsl()}function Te(){return this.rgb().formatRgb()}function et(t){var e,n;return t=(t+"").trim().toLowerCase(),(e=Qr.exec(t))?(n=e[1].length,e=parseInt(e[1],16),n===6?ze(e):n===3?new N(e>>8&15|e>>4&240,e>>4&15|e&240,(e&15)<<4|e&15,1):n===8?Nt(e>>24&255,e>>16&255,e>>8&255,(e&255)/255):n===4?Nt(e>>12&15|e>>8&240,e>>8&15|e>>4&240,e>>4&15|e&240,((e&15)<<4|e&15)/255):null):(e=Zr.exec(t))?new N(e[1],e[2],e[3],1):(e=Kr.exec(t))?new N(e[1]*255/100,e[2]*255/100,e[3]*255/100,1):(e=Gr.exec(t))?Nt(e[1],e[2],e[3],e[4]):(e=Wr.exec(t))?Nt(e[1]*255/100,e[2]*255/100,e[3]*255/100,e[4]):(e=Jr.exec(t))?He(e[1],e[2]/100,e[3]/100,1):(e=jr.exec(t))?He(e[1],e[2]/100,e[3]/100,e[4]):Fe.hasOwnProperty(t)?ze(Fe[t]):t==="transparent"?new N(NaN,NaN,NaN,0):null}function ze(t){return new N(t>>16&255,t>>8&255,t&255,1)}function Nt(t,e,n,r){return r<=0&&(t=e=n=NaN),new N(t,e,n,r)}function re(t){return t instanceof B||(t=et(t)),t?(t=t.rgb(),new N(t.r,t.g,t.b,t.opacity)):new N}function ct(t,e,n,r){return arguments.length===1?re(t):new N(t,e,n,r??1)}function N(t,e,n,r){this.r=+t,this.g=+e,this.b=+n,this.opacity=+r}tt(N,ct,st(B,{brighter(t){return t=t==null?j:Math.pow(j,t),new N(this.r*t,this.g*t,this.b*t,this.opacity)},darker(t){return t=t==null?X:Math.pow(X,t),new N(this.r*t,this.g*t,this.b*t,this.opacity)},rgb(){return this},clamp(){return new N(H(this.r),H(this.g),H(this.b),$t(this.opacity))},displayable(){return-.5<=this.r&&this.r<255.5&&-.5<=this.g&&this.g<255.5&&-.5<=this.b&&this.b<255.5&&0<=this.opacity&&this.opacity<=1},hex:Be,formatHex:Be,formatHex8:ni,formatRgb:De,toString:De}));function Be(){return`#${D(this.r)}${D(this.g)}${D(this.b)}`}function ni(){return`#${D(this.r)}${D(this.g)}${D(this.b)}${D((isNaN(this.opacity)?1:this.opacity)*255)}`}function De(){let t=$t(this.opacity);return`${t===1?"rgb(":"rgba("}${H(this.r)}, ${H(this.g)}, ${H(this.b)}${t===1?")":`, ${t})`}`}function $t(t){return isNaN(t)?1:Math.max(0,Math.min(1,t))}function H(t){return Math.max(0,Math.min(255,Math.round(t)||0))}function D(t){return t=H(t),(t<16?"0":"")+t.toString(16)}function He(t,e,n,r){return r<=0?t=e=n=NaN:n<=0||n>=1?t=e=NaN:e<=0&&(t=NaN),new R(t,e,n,r)}function Qe(t){if(t instanceof R)return new R(t.h,t.s,t.l,t.opacity);if(t instanceof B||(t=et(t)),!t)return new R;if(t instanceof R)return t;t=t.rgb();var e=t.r/255,n=t.g/255,r=t.b/255,i=Math.min(e,n,r),o=Math.max(e,n,r),f=NaN,u=o-i,l=(o+i)/2;return u?(e===o?f=(n-r)/u+(n<r)*6:n===o?f=(r-e)/u+2:f=(e-n)/u+4,u/=l<.5?o+i:2-o-i,f*=60):u=l>0&&l<1?0:f,new R(f,u,l,t.opacity)}function Et(t,e,n,r){return arguments.length===1?Qe(t):new R(t,e,n,r??1)}function R(t,e,n,r){this.h=+t,this.s=+e,this.l=+n,this.opacity=+r}tt(R,Et,st(B,{brighter(t){return t=t==null?j:Math.pow(j,t),new R(this.h,this.s,this.l*t,this.opacity)},darker(t){return t=t==null?X:Math.pow(X,t),new R(this.h,this.s,this.l*t,this.opacity)},rgb(){var t=this.h%360+(this.h<0)*360,e=isNaN(t)||isNaN(this.s)?0:this.s,n=this.l,r=n+(n<.5?n:1-n)*e,i=2*n-r;return new N(Jt(t>=240?t-240:t+120,i,r),Jt(t,i,r),Jt(t<120?t+240:t-120,i,r),this.opacity)},clamp(){return new R(Ve(this.h),kt(this.s),kt(this.l),$t(this.opacity))},displayable(){return(0<=this.s&&this.s<=1||isNaN(this.s))&&0<=this.l&&this.l<=1&&0<=this.opacity&&this.opacity<=1},formatHsl(){let t=$t(this.opacity);return`${t===1?"hsl(":"hsla("}${Ve(this.h)}, ${kt(this.s)*100}%, ${kt(this.l)*100}%${t===1?")":`, ${t})`}`}}));function Ve(t){return t=(t||0)%360,t<0?t+360:t}function kt(t){return Math.max(0,Math.min(1,t||0))}function Jt(t,e,n){return(t<60?e+(n-e)*t/60:t<180?n:t<240?e+(n-e)*(240-t)/60:e)*255}var Ze=Math.PI/180,Ke=180/Math.PI,St=18,Ge=.96422,We=1,Je=.82521,je=4/29,J=6/29,tn=3*J*J,ri=J*J*J;function en(t){if(t instanceof I)return new I(t.l,t.a,t.b,t.opacity);if(t instanceof O)return rn(t);t instanceof N||(t=re(t));var e=ne(t.r),n=ne(t.g),r=ne(t.b),i=jt((.2225045*e+.7168786*n+.0606169*r)/We),o,f;return e===n&&n===r?o=f=i:(o=jt((.4360747*e+.3850649*n+.1430804*r)/Ge),f=jt((.0139322*e+.0971045*n+.7141733*r)/Je)),new I(116*i-16,500*(o-i),200*(i-f),t.opacity)}function nn(t,e,n,r){return arguments.length===1?en(t):new I(t,e,n,r??1)}function I(t,e,n,r){this.l=+t,this.a=+e,this.b=+n,this.opacity=+r}tt(I,nn,st(B,{brighter(t){return new I(this.l+St*(t??1),this.a,this.b,this.opacity)},darker(t){return new I(this.l-St*(t??1),this.a,this.b,this.opacity)},rgb(){var t=(this.l+16)/116,e=isNaN(this.a)?t:t+this.a/500,n=isNaN(this.b)?t:t-this.b/200;return e=Ge*te(e),t=We*te(t),n=Je*te(n),new N(ee(3.1338561*e-1.6168667*t-.4906146*n),ee(-.9787684*e+1.9161415*t+.033454*n),ee(.0719453*e-.2289914*t+1.4052427*n),this.opacity)}}));function jt(t){return t>ri?Math.pow(t,1/3):t/tn+je}function te(t){return t>J?t*t*t:tn*(t-je)}function ee(t){return 255*(t<=.0031308?12.92*t:1.055*Math.pow(t,1/2.4)-.055)}function ne(t){return(t/=255)<=.04045?t/12.92:Math.pow((t+.055)/1.055,2.4)}function ii(t){if(t instanceof O)return new O(t.h,t.c,t.l,t.opacity);if(t instanceof I||(t=en(t)),t.a===0&&t.b===0)return new O(NaN,0<t.l&&t.l<100?0:NaN,t.l,t.opacity);var e=Math.atan2(t.b,t.a)*Ke;return new O(e<0?e+360:e,Math.sqrt(t.a*t.a+t.b*t.b),t.l,t.opacity)}function Rt(t,e,n,r){return arguments.length===1?ii(t):new O(t,e,n,r??1)}function O(t,e,n,r){this.h=+t,this.c=+e,this.l=+n,this.opacity=+r}function rn(t){if(isNaN(t.h))return new I(t.l,0,0,t.opacity);var e=t.h*Ze;return new I(t.l,Math.cos(e)*t.c,Math.sin(e)*t.c,t.opacity)}tt(O,Rt,st(B,{brighter(t){return new O(this.h,this.c,this.l+St*(t??1),this.opacity)},darker(t){return new O(this.h,this.c,this.l-St*(t??1),this.opacity)},rgb(){return rn(this).rgb()}}));var on=-.14861,ie=1.78277,oe=-.29227,Ct=-.90649,lt=1.97294,Xe=lt*Ct,Ye=lt*ie,Ue=ie*oe-Ct*on;function oi(t){if(t instanceof V)return new V(t.h,t.s,t.l,t.opacity);t instanceof N||(t=re(t));var e=t.r/255,n=t.g/255,r=t.b/255,i=(Ue*r+Xe*e-Ye*n)/(Ue+Xe-Ye),o=r-i,f=(lt*(n-i)-oe*o)/Ct,u=Math.sqrt(f*f+o*o)/(lt*i*(1-i)),l=u?Math.atan2(f,o)*Ke-120:NaN;return new V(l<0?l+360:l,u,i,t.opacity)}function qt(t,e,n,r){return arguments.length===1?oi(t):new V(t,e,n,r??1)}function V(t,e,n,r){this.h=+t,this.s=+e,this.l=+n,this.opacity=+r}tt(V,qt,st(B,{brighter(t){return t=t==null?j:Math.pow(j,t),new V(this.h,this.s,this.l*t,this.opacity)},darker(t){return t=t==null?X:Math.pow(X,t),new V(this.h,this.s,this.l*t,this.opacity)},rgb(){var t=isNaN(this.h)?0:(this.h+120)*Ze,e=+this.l,n=isNaN(this.s)?0:this.s*e*(1-e),r=Math.cos(t),i=Math.sin(t);return new N(255*(e+n*(on*r+ie*i)),255*(e+n*(oe*r+Ct*i)),255*(e+n*(lt*r)),this.opacity)}}));function ln(t,e,n,r,i){var o=t*t,f=o*t;return((1-3*t+3*o-f)*e+(4-6*o+3*f)*n+(1+3*t+3*o-3*f)*r+f*i)/6}function fi(t){var e=t.length-1;return function(n){var r=n<=0?n=0:n>=1?(n=1,e-1):Math.floor(n*e),i=t[r],o=t[r+1],f=r>0?t[r-1]:2*i-o,u=r<e-1?t[r+2]:2*o-i;return ln((n-r/e)*e,f,i,o,u)}}function ui(t){var e=t.length;return function(n){var r=Math.floor(((n%=1)<0?++n:n)*e),i=t[(r+e-1)%e],o=t[r%e],f=t[(r+1)%e],u=t[(r+2)%e];return ln((n-r/e)*e,i,o,f,u)}}var Pt=t=>()=>t;function sn(t,e){return function(n){return t+n*e}}function ai(t,e,n){return t=Math.pow(t,n),e=Math.pow(e,n)-t,n=1/n,function(r){return Math.pow(t+r*e,n)}}function le(t,e){var n=e-t;return n?sn(t,n>180||n<-180?n-360*Math.round(n/360):n):Pt(isNaN(t)?e:t)}function li(t){return(t=+t)==1?$:function(e,n){return n-e?ai(e,n,t):Pt(isNaN(e)?n:e)}}function $(t,e){var n=e-t;return n?sn(t,n):Pt(isNaN(t)?e:t)}var fn=(function t(e){var n=li(e);function r(i,o){var f=n((i=ct(i)).r,(o=ct(o)).r),u=n(i.g,o.g),l=n(i.b,o.b),a=$(i.opacity,o.opacity);return function(c){return i.r=f(c),i.g=u(c),i.b=l(c),i.opacity=a(c),i+""}}return r.gamma=t,r})(1);function cn(t){return function(e){var n=e.length,r=new Array(n),i=new Array(n),o=new Array(n),f,u;for(f=0;f<n;++f)u=ct(e[f]),r[f]=u.r||0,i[f]=u.g||0,o[f]=u.b||0;return r=t(r),i=t(i),o=t(o),u.opacity=1,function(l){return u.r=r(l),u.g=i(l),u.b=o(l),u+""}}}var sf=cn(fi),cf=cn(ui);function si(t,e){e||(e=[]);var n=t?Math.min(e.length,t.length):0,r=e.slice(),i;return function(o){for(i=0;i<n;++i)r[i]=t[i]*(1-o)+e[i]*o;return r}}function ci(t){return ArrayBuffer.isView(t)&&!(t instanceof DataView)}function hi(t,e){var n=e?e.length:0,r=t?Math.min(n,t.length):0,i=new Array(r),o=new Array(n),f;for(f=0;f<r;++f)i[f]=It(t[f],e[f]);for(;f<n;++f)o[f]=e[f];return function(u){for(f=0;f<r;++f)o[f]=i[f](u);return o}}function mi(t,e){var n=new Date;return t=+t,e=+e,function(r){return n.setTime(t*(1-r)+e*r),n}}function C(t,e){return t=+t,e=+e,function(n){return t*(1-n)+e*n}}function di(t,e){var n={},r={},i;(t===null||typeof t!="object")&&(t={}),(e===null||typeof e!="object")&&(e={});for(i in e)i in t?n[i]=It(t[i],e[i]):r[i]=e[i];return function(o){for(i in n)r[i]=n[i](o);return r}}var ue=/[-+]?(?:\d+\.?\d*|\.?\d+)(?:[eE][-+]?\d+)?/g,fe=new RegExp(ue.source,"g");function pi(t){return function(){return t}}function gi(t){return function(e){return t(e)+""}}function xi(t,e){var n=ue.lastIndex=fe.lastIndex=0,r,i,o,f=-1,u=[],l=[];for(t=t+"",e=e+"";(r=ue.exec(t))&&(i=fe.exec(e));)(o=i.index)>n&&(o=e.slice(n,o),u[f]?u[f]+=o:u[++f]=o),(r=r[0])===(i=i[0])?u[f]?u[f]+=i:u[++f]=i:(u[++f]=null,l.push({i:f,x:C(r,i)})),n=fe.lastIndex;return n<e.length&&(o=e.slice(n),u[f]?u[f]+=o:u[++f]=o),u.length<2?l[0]?gi(l[0].x):pi(e):(e=l.length,function(a){for(var c=0,h;c<e;++c)u[(h=l[c]).i]=h.x(a);return u.join("")})}function It(t,e){var n=typeof e,r;return e==null||n==="boolean"?Pt(e):(n==="number"?C:n==="string"?(r=et(e))?(e=r,fn):xi:e instanceof et?fn:e instanceof Date?mi:ci(e)?si:Array.isArray(e)?hi:typeof e.valueOf!="function"&&typeof e.toString!="function"||isNaN(e)?di:C)(t,e)}function hn(t,e){return t=+t,e=+e,function(n){return Math.round(t*(1-n)+e*n)}}var un=180/Math.PI,ae={translateX:0,translateY:0,rotate:0,skewX:0,scaleX:1,scaleY:1};function mn(t,e,n,r,i,o){var f,u,l;return(f=Math.sqrt(t*t+e*e))&&(t/=f,e/=f),(l=t*n+e*r)&&(n-=t*l,r-=e*l),(u=Math.sqrt(n*n+r*r))&&(n/=u,r/=u,l/=u),t*r<e*n&&(t=-t,e=-e,l=-l,f=-f),{translateX:i,translateY:o,rotate:Math.atan2(e,t)*un,skewX:Math.atan(l)*un,scaleX:f,scaleY:u}}var Lt;function yi(t){let e=new(typeof DOMMatrix=="function"?DOMMatrix:WebKitCSSMatrix)(t+"");return e.isIdentity?ae:mn(e.a,e.b,e.c,e.d,e.e,e.f)}function wi(t){return t==null||(Lt||(Lt=document.createElementNS("http://www.w3.org/2000/svg","g")),Lt.setAttribute("transform",t),!(t=Lt.transform.baseVal.consolidate()))?ae:(t=t.matrix,mn(t.a,t.b,t.c,t.d,t.e,t.f))}function dn(t,e,n,r){function i(a){return a.length?a.pop()+" ":""}function o(a,c,h,s,m,d){if(a!==h||c!==s){var p=m.push("translate(",null,e,null,n);d.push({i:p-4,x:C(a,h)},{i:p-2,x:C(c,s)})}else(h||s)&&m.push("translate("+h+e+s+n)}function f(a,c,h,s){a!==c?(a-c>180?c+=360:c-a>180&&(a+=360),s.push({i:h.push(i(h)+"rotate(",null,r)-2,x:C(a,c)})):c&&h.push(i(h)+"rotate("+c+r)}function u(a,c,h,s){a!==c?s.push({i:h.push(i(h)+"skewX(",null,r)-2,x:C(a,c)}):c&&h.push(i(h)+"skewX("+c+r)}function l(a,c,h,s,m,d){if(a!==h||c!==s){var p=m.push(i(m)+"scale(",null,",",null,")");d.push({i:p-4,x:C(a,h)},{i:p-2,x:C(c,s)})}else(h!==1||s!==1)&&m.push(i(m)+"scale("+h+","+s+")")}return function(a,c){var h=[],s=[];return a=t(a),c=t(c),o(a.translateX,a.translateY,c.translateX,c.translateY,h,s),f(a.rotate,c.rotate,h,s),u(a.skewX,c.skewX,h,s),l(a.scaleX,a.scaleY,c.scaleX,c.scaleY,h,s),a=c=null,function(m){for(var d=-1,p=s.length,y;++d<p;)h[(y=s[d]).i]=y.x(m);return h.join("")}}}var hf=dn(yi,"px, ","px)","deg)"),mf=dn(wi,", ",")",")"),bi=1e-12;function an(t){return((t=Math.exp(t))+1/t)/2}function _i(t){return((t=Math.exp(t))-1/t)/2}function Mi(t){return((t=Math.exp(2*t))-1)/(t+1)}var df=(function t(e,n,r){function i(o,f){var u=o[0],l=o[1],a=o[2],c=f[0],h=f[1],s=f[2],m=c-u,d=h-l,p=m*m+d*d,y,x;if(p<bi)x=Math.log(s/a)/e,y=function(k){return[u+k*m,l+k*d,a*Math.exp(e*k*x)]};else{var _=Math.sqrt(p),v=(s*s-a*a+r*p)/(2*a*n*_),w=(s*s-a*a-r*p)/(2*s*n*_),A=Math.log(Math.sqrt(v*v+1)-v),M=Math.log(Math.sqrt(w*w+1)-w);x=(M-A)/e,y=function(k){var T=k*x,q=an(A),L=a/(n*_)*(q*Mi(e*T+A)-_i(A));return[u+L*m,l+L*d,a*q/an(e*T+A)]}}return y.duration=Math.abs(x)*1e3*e/Math.SQRT2,y}return i.rho=function(o){var f=Math.max(.001,+o),u=f*f,l=u*u;return t(f,u,l)},i})(Math.SQRT2,2,4);function pn(t){return function(e,n){var r=t((e=Et(e)).h,(n=Et(n)).h),i=$(e.s,n.s),o=$(e.l,n.l),f=$(e.opacity,n.opacity);return function(u){return e.h=r(u),e.s=i(u),e.l=o(u),e.opacity=f(u),e+""}}}var pf=pn(le),gf=pn($);function gn(t){return function(e,n){var r=t((e=Rt(e)).h,(n=Rt(n)).h),i=$(e.c,n.c),o=$(e.l,n.l),f=$(e.opacity,n.opacity);return function(u){return e.h=r(u),e.c=i(u),e.l=o(u),e.opacity=f(u),e+""}}}var xf=gn(le),yf=gn($);function xn(t){return(function e(n){n=+n;function r(i,o){var f=t((i=qt(i)).h,(o=qt(o)).h),u=$(i.s,o.s),l=$(i.l,o.l),a=$(i.opacity,o.opacity);return function(c){return i.h=f(c),i.s=u(c),i.l=l(Math.pow(c,n)),i.opacity=a(c),i+""}}return r.gamma=e,r})(1)}var wf=xn(le),bf=xn($);function se(t){return function(){return t}}function ce(t){return+t}var yn=[0,1];function nt(t){return t}function he(t,e){return(e-=t=+t)?function(n){return(n-t)/e}:se(isNaN(e)?NaN:.5)}function vi(t,e){var n;return t>e&&(n=t,t=e,e=n),function(r){return Math.max(t,Math.min(e,r))}}function Ai(t,e,n){var r=t[0],i=t[1],o=e[0],f=e[1];return i<r?(r=he(i,r),o=n(f,o)):(r=he(r,i),o=n(o,f)),function(u){return o(r(u))}}function Ni(t,e,n){var r=Math.min(t.length,e.length)-1,i=new Array(r),o=new Array(r),f=-1;for(t[r]<t[0]&&(t=t.slice().reverse(),e=e.slice().reverse());++f<r;)i[f]=he(t[f],t[f+1]),o[f]=n(e[f],e[f+1]);return function(u){var l=qe(t,u,1,r)-1;return o[l](i[l](u))}}function Ft(t,e){return e.domain(t.domain()).range(t.range()).interpolate(t.interpolate()).clamp(t.clamp()).unknown(t.unknown())}function me(){var t=yn,e=yn,n=It,r,i,o,f=nt,u,l,a;function c(){var s=Math.min(t.length,e.length);return f!==nt&&(f=vi(t[0],t[s-1])),u=s>2?Ni:Ai,l=a=null,h}function h(s){return s==null||isNaN(s=+s)?o:(l||(l=u(t.map(r),e,n)))(r(f(s)))}return h.invert=function(s){return f(i((a||(a=u(e,t.map(r),C)))(s)))},h.domain=function(s){return arguments.length?(t=Array.from(s,ce),c()):t.slice()},h.range=function(s){return arguments.length?(e=Array.from(s),c()):e.slice()},h.rangeRound=function(s){return e=Array.from(s),n=hn,c()},h.clamp=function(s){return arguments.length?(f=s?!0:nt,c()):f!==nt},h.interpolate=function(s){return arguments.length?(n=s,c()):n},h.unknown=function(s){return arguments.length?(o=s,h):o},function(s,m){return r=s,i=m,c()}}function de(){return me()(nt,nt)}function ki(t){return Math.abs(t=Math.round(t))>=1e21?t.toLocaleString("en").replace(/,/g,""):t.toString(10)}function Tt(t,e){if(!isFinite(t)||t===0)return null;var n=(t=e?t.toExponential(e-1):t.toExponential()).indexOf("e"),r=t.slice(0,n);return[r.length>1?r[0]+r.slice(2):r,+t.slice(n+1)]}function rt(t){return t=Tt(Math.abs(t)),t?t[1]:NaN}function $i(t,e){return function(n,r){for(var i=n.length,o=[],f=0,u=t[0],l=0;i>0&&u>0&&(l+u+1>r&&(u=Math.max(1,r-l)),o.push(n.substring(i-=u,i+u)),!((l+=u+1)>r));)u=t[f=(f+1)%t.length];return o.reverse().join(e)}}function Si(t){return function(e){return e.replace(/[0-9]/g,function(n){return t[+n]})}}var Ei=/^(?:(.)?([<>=^]))?([+\-( ])?([$#])?(0)?(\d+)?(,)?(\.\d+)?(~)?([a-z%])?$/i;function Y(t){if(!(e=Ei.exec(t)))throw new Error("invalid format: "+t);var e;return new pe({fill:e[1],align:e[2],sign:e[3],symbol:e[4],zero:e[5],width:e[6],comma:e[7],precision:e[8]&&e[8].slice(1),trim:e[9],type:e[10]})}Y.prototype=pe.prototype;function pe(t){this.fill=t.fill===void 0?" ":t.fill+"",this.align=t.align===void 0?">":t.align+"",this.sign=t.sign===void 0?"-":t.sign+"",this.symbol=t.symbol===void 0?"":t.symbol+"",this.zero=!!t.zero,this.width=t.width===void 0?void 0:+t.width,this.comma=!!t.comma,this.precision=t.precision===void 0?void 0:+t.precision,this.trim=!!t.trim,this.type=t.type===void 0?"":t.type+""}pe.prototype.toString=function(){return this.fill+this.align+this.sign+this.symbol+(this.zero?"0":"")+(this.width===void 0?"":Math.max(1,this.width|0))+(this.comma?",":"")+(this.precision===void 0?"":"."+Math.max(0,this.precision|0))+(this.trim?"~":"")+this.type};function Ri(t){t:for(var e=t.length,n=1,r=-1,i;n<e;++n)switch(t[n]){case".":r=i=n;break;case"0":r===0&&(r=n),i=n;break;default:if(!+t[n])break t;r>0&&(r=0);break}return r>0?t.slice(0,r)+t.slice(i+1):t}var zt;function Ci(t,e){var n=Tt(t,e);if(!n)return zt=void 0,t.toPrecision(e);var r=n[0],i=n[1],o=i-(zt=Math.max(-8,Math.min(8,Math.floor(i/3)))*3)+1,f=r.length;return o===f?r:o>f?r+new Array(o-f+1).join("0"):o>0?r.slice(0,o)+"."+r.slice(o):"0."+new Array(1-o).join("0")+Tt(t,Math.max(0,e+o-1))[0]}function wn(t,e){var n=Tt(t,e);if(!n)return t+"";var r=n[0],i=n[1];return i<0?"0."+new Array(-i).join("0")+r:r.length>i+1?r.slice(0,i+1)+"."+r.slice(i+1):r+new Array(i-r.length+2).join("0")}var bn={"%":(t,e)=>(t*100).toFixed(e),b:t=>Math.round(t).toString(2),c:t=>t+"",d:ki,e:(t,e)=>t.toExponential(e),f:(t,e)=>t.toFixed(e),g:(t,e)=>t.toPrecision(e),o:t=>Math.round(t).toString(8),p:(t,e)=>wn(t*100,e),r:wn,s:Ci,X:t=>Math.round(t).toString(16).toUpperCase(),x:t=>Math.round(t).toString(16)};function _n(t){return t}var Mn=Array.prototype.map,vn=["y","z","a","f","p","n","µ","m","","k","M","G","T","P","E","Z","Y"];function qi(t){var e=t.grouping===void 0||t.thousands===void 0?_n:$i(Mn.call(t.grouping,Number),t.thousands+""),n=t.currency===void 0?"":t.currency[0]+"",r=t.currency===void 0?"":t.currency[1]+"",i=t.decimal===void 0?".":t.decimal+"",o=t.numerals===void 0?_n:Si(Mn.call(t.numerals,String)),f=t.percent===void 0?"%":t.percent+"",u=t.minus===void 0?"−":t.minus+"",l=t.nan===void 0?"NaN":t.nan+"";function a(h,s){h=Y(h);var m=h.fill,d=h.align,p=h.sign,y=h.symbol,x=h.zero,_=h.width,v=h.comma,w=h.precision,A=h.trim,M=h.type;M==="n"?(v=!0,M="g"):bn[M]||(w===void 0&&(w=12),A=!0,M="g"),(x||m==="0"&&d==="=")&&(x=!0,m="0",d="=");var k=(s&&s.prefix!==void 0?s.prefix:"")+(y==="$"?n:y==="#"&&/[boxX]/.test(M)?"0"+M.toLowerCase():""),T=(y==="$"?r:/[%p]/.test(M)?f:"")+(s&&s.suffix!==void 0?s.suffix:""),q=bn[M],L=/[defgprs%]/.test(M);w=w===void 0?6:/[gprs]/.test(M)?Math.max(1,Math.min(21,w)):Math.max(0,Math.min(20,w));function z(g){var S=k,E=T,Z,ke,yt;if(M==="c")E=q(g)+E,g="";else{g=+g;var wt=g<0||1/g<0;if(g=isNaN(g)?l:q(Math.abs(g),w),A&&(g=Ri(g)),wt&&+g==0&&p!=="+"&&(wt=!1),S=(wt?p==="("?p:u:p==="-"||p==="("?"":p)+S,E=(M==="s"&&!isNaN(g)&&zt!==void 0?vn[8+zt/3]:"")+E+(wt&&p==="("?")":""),L){for(Z=-1,ke=g.length;++Z<ke;)if(yt=g.charCodeAt(Z),48>yt||yt>57){E=(yt===46?i+g.slice(Z+1):g.slice(Z))+E,g=g.slice(0,Z);break}}}v&&!x&&(g=e(g,1/0));var bt=S.length+g.length+E.length,F=bt<_?new Array(_-bt+1).join(m):"";switch(v&&x&&(g=e(F+g,F.length?_-E.length:1/0),F=""),d){case"<":g=S+g+E+F;break;case"=":g=S+F+g+E;break;case"^":g=F.slice(0,bt=F.length>>1)+S+g+E+F.slice(bt);break;default:g=F+S+g+E;break}return o(g)}return z.toString=function(){return h+""},z}function c(h,s){var m=Math.max(-8,Math.min(8,Math.floor(rt(s)/3)))*3,d=Math.pow(10,-m),p=a((h=Y(h),h.type="f",h),{suffix:vn[8+m/3]});return function(y){return p(d*y)}}return{format:a,formatPrefix:c}}var Ot,ht,ge;Li({thousands:",",grouping:[3],currency:["$",""]});function Li(t){return Ot=qi(t),ht=Ot.format,ge=Ot.formatPrefix,Ot}function An(t){return Math.max(0,-rt(Math.abs(t)))}function Nn(t,e){return Math.max(0,Math.max(-8,Math.min(8,Math.floor(rt(e)/3)))*3-rt(Math.abs(t)))}function kn(t,e){return t=Math.abs(t),e=Math.abs(e)-t,Math.max(0,rt(e)-rt(t))+1}function xe(t,e,n,r){var i=Ie(t,e,n),o;switch(r=Y(r??",f"),r.type){case"s":{var f=Math.max(Math.abs(t),Math.abs(e));return r.precision==null&&!isNaN(o=Nn(i,f))&&(r.precision=o),ge(r,f)}case"":case"e":case"g":case"p":case"r":{r.precision==null&&!isNaN(o=kn(i,Math.max(Math.abs(t),Math.abs(e))))&&(r.precision=o-(r.type==="e"));break}case"f":case"%":{r.precision==null&&!isNaN(o=An(i))&&(r.precision=o-(r.type==="%")*2);break}}return ht(r)}function Pi(t){var e=t.domain;return t.ticks=function(n){var r=e();return ut(r[0],r[r.length-1],n??10)},t.tickFormat=function(n,r){var i=e();return xe(i[0],i[i.length-1],n??10,r)},t.nice=function(n){n==null&&(n=10);var r=e(),i=0,o=r.length-1,f=r[i],u=r[o],l,a,c=10;for(u<f&&(a=f,f=u,u=a,a=i,i=o,o=a);c-- >0;){if(a=vt(f,u,n),a===l)return r[i]=f,r[o]=u,e(r);if(a>0)f=Math.floor(f/a)*a,u=Math.ceil(u/a)*a;else if(a<0)f=Math.ceil(f*a)/a,u=Math.floor(u*a)/a;else break;l=a}return t},t}function mt(){var t=de();return t.copy=function(){return Ft(t,mt())},At.apply(t,arguments),Pi(t)}function ye(t,e){t=t.slice();var n=0,r=t.length-1,i=t[n],o=t[r],f;return o<i&&(f=n,n=r,r=f,f=i,i=o,o=f),t[n]=e.floor(i),t[r]=e.ceil(o),t}function $n(t){return Math.log(t)}function Sn(t){return Math.exp(t)}function Ii(t){return-Math.log(-t)}function Fi(t){return-Math.exp(-t)}function Oi(t){return isFinite(t)?+("1e"+t):t<0?0:t}function Ti(t){return t===10?Oi:t===Math.E?Math.exp:e=>Math.pow(t,e)}function zi(t){return t===Math.E?Math.log:t===10&&Math.log10||t===2&&Math.log2||(t=Math.log(t),e=>Math.log(e)/t)}function En(t){return(e,n)=>-t(-e,n)}function Bi(t){let e=t($n,Sn),n=e.domain,r=10,i,o;function f(){return i=zi(r),o=Ti(r),n()[0]<0?(i=En(i),o=En(o),t(Ii,Fi)):t($n,Sn),e}return e.base=function(u){return arguments.length?(r=+u,f()):r},e.domain=function(u){return arguments.length?(n(u),f()):n()},e.ticks=u=>{let l=n(),a=l[0],c=l[l.length-1],h=c<a;h&&([a,c]=[c,a]);let s=i(a),m=i(c),d,p,y=u==null?10:+u,x=[];if(!(r%1)&&m-s<y){if(s=Math.floor(s),m=Math.ceil(m),a>0){for(;s<=m;++s)for(d=1;d<r;++d)if(p=s<0?d/o(-s):d*o(s),!(p<a)){if(p>c)break;x.push(p)}}else for(;s<=m;++s)for(d=r-1;d>=1;--d)if(p=s>0?d/o(-s):d*o(s),!(p<a)){if(p>c)break;x.push(p)}x.length*2<y&&(x=ut(a,c,y))}else x=ut(s,m,Math.min(m-s,y)).map(o);return h?x.reverse():x},e.tickFormat=(u,l)=>{if(u==null&&(u=10),l==null&&(l=r===10?"s":","),typeof l!="function"&&(!(r%1)&&(l=Y(l)).precision==null&&(l.trim=!0),l=ht(l)),u===1/0)return l;let a=Math.max(1,r*u/e.ticks().length);return c=>{let h=c/o(Math.round(i(c)));return h*r<r-.5&&(h*=r),h<=a?l(c):""}},e.nice=()=>n(ye(n(),{floor:u=>o(Math.floor(i(u))),ceil:u=>o(Math.ceil(i(u)))})),e}function dt(){let t=Bi(me()).domain([1,10]);return t.copy=()=>Ft(t,dt()).base(t.base()),At.apply(t,arguments),t}var Bt="http://www.w3.org/1999/xhtml",we={svg:"http://www.w3.org/2000/svg",xhtml:Bt,xlink:"http://www.w3.org/1999/xlink",xml:"http://www.w3.org/XML/1998/namespace",xmlns:"http://www.w3.org/2000/xmlns/"};function Dt(t){var e=t+="",n=e.indexOf(":");return n>=0&&(e=t.slice(0,n))!=="xmlns"&&(t=t.slice(n+1)),we.hasOwnProperty(e)?{space:we[e],local:t}:t}function Di(t){return function(){var e=this.ownerDocument,n=this.namespaceURI;return n===Bt&&e.documentElement.namespaceURI===Bt?e.createElement(t):e.createElementNS(n,t)}}function Hi(t){return function(){return this.ownerDocument.createElementNS(t.space,t.local)}}function it(t){var e=Dt(t);return(e.local?Hi:Di)(e)}function Vi(){}function Ht(t){return t==null?Vi:function(){return this.querySelector(t)}}function Rn(t){typeof t!="function"&&(t=Ht(t));for(var e=this._groups,n=e.length,r=new Array(n),i=0;i<n;++i)for(var o=e[i],f=o.length,u=r[i]=new Array(f),l,a,c=0;c<f;++c)(l=o[c])&&(a=t.call(l,l.__data__,c,o))&&("__data__"in l&&(a.__data__=l.__data__),u[c]=a);return new b(r,this._parents)}function be(t){return t==null?[]:Array.isArray(t)?t:Array.from(t)}function Xi(){return[]}function Cn(t){return t==null?Xi:function(){return this.querySelectorAll(t)}}function Yi(t){return function(){return be(t.apply(this,arguments))}}function qn(t){typeof t=="function"?t=Yi(t):t=Cn(t);for(var e=this._groups,n=e.length,r=[],i=[],o=0;o<n;++o)for(var f=e[o],u=f.length,l,a=0;a<u;++a)(l=f[a])&&(r.push(t.call(l,l.__data__,a,f)),i.push(l));return new b(r,i)}function Ln(t){return function(){return this.matches(t)}}function Vt(t){return function(e){return e.matches(t)}}var Ui=Array.prototype.find;function Qi(t){return function(){return Ui.call(this.children,t)}}function Zi(){return this.firstElementChild}function Pn(t){return this.select(t==null?Zi:Qi(typeof t=="function"?t:Vt(t)))}var Ki=Array.prototype.filter;function Gi(){return Array.from(this.children)}function Wi(t){return function(){return Ki.call(this.children,t)}}function In(t){return this.selectAll(t==null?Gi:Wi(typeof t=="function"?t:Vt(t)))}function Fn(t){typeof t!="function"&&(t=Ln(t));for(var e=this._groups,n=e.length,r=new Array(n),i=0;i<n;++i)for(var o=e[i],f=o.length,u=r[i]=[],l,a=0;a<f;++a)(l=o[a])&&t.call(l,l.__data__,a,o)&&u.push(l);return new b(r,this._parents)}function Xt(t){return new Array(t.length)}function On(){return new b(this._enter||this._groups.map(Xt),this._parents)}function pt(t,e){this.ownerDocument=t.ownerDocument,this.namespaceURI=t.namespaceURI,this._next=null,this._parent=t,this.__data__=e}pt.prototype={constructor:pt,appendChild:function(t){return this._parent.insertBefore(t,this._next)},insertBefore:function(t,e){return this._parent.insertBefore(t,e)},querySelector:function(t){return this._parent.querySelector(t)},querySelectorAll:function(t){return this._parent.querySelectorAll(t)}};function Tn(t){return function(){return t}}function Ji(t,e,n,r,i,o){for(var f=0,u,l=e.length,a=o.length;f<a;++f)(u=e[f])?(u.__data__=o[f],r[f]=u):n[f]=new pt(t,o[f]);for(;f<l;++f)(u=e[f])&&(i[f]=u)}function ji(t,e,n,r,i,o,f){var u,l,a=new Map,c=e.length,h=o.length,s=new Array(c),m;for(u=0;u<c;++u)(l=e[u])&&(s[u]=m=f.call(l,l.__data__,u,e)+"",a.has(m)?i[u]=l:a.set(m,l));for(u=0;u<h;++u)m=f.call(t,o[u],u,o)+"",(l=a.get(m))?(r[u]=l,l.__data__=o[u],a.delete(m)):n[u]=new pt(t,o[u]);for(u=0;u<c;++u)(l=e[u])&&a.get(s[u])===l&&(i[u]=l)}function to(t){return t.__data__}function zn(t,e){if(!arguments.length)return Array.from(this,to);var n=e?ji:Ji,r=this._parents,i=this._groups;typeof t!="function"&&(t=Tn(t));for(var o=i.length,f=new Array(o),u=new Array(o),l=new Array(o),a=0;a<o;++a){var c=r[a],h=i[a],s=h.length,m=eo(t.call(c,c&&c.__data__,a,r)),d=m.length,p=u[a]=new Array(d),y=f[a]=new Array(d),x=l[a]=new Array(s);n(c,h,p,y,x,m,e);for(var _=0,v=0,w,A;_<d;++_)if(w=p[_]){for(_>=v&&(v=_+1);!(A=y[v])&&++v<d;);w._next=A||null}}return f=new b(f,r),f._enter=u,f._exit=l,f}function eo(t){return typeof t=="object"&&"length"in t?t:Array.from(t)}function Bn(){return new b(this._exit||this._groups.map(Xt),this._parents)}function Dn(t,e,n){var r=this.enter(),i=this,o=this.exit();return typeof t=="function"?(r=t(r),r&&(r=r.selection())):r=r.append(t+""),e!=null&&(i=e(i),i&&(i=i.selection())),n==null?o.remove():n(o),r&&i?r.merge(i).order():i}function Hn(t){for(var e=t.selection?t.selection():t,n=this._groups,r=e._groups,i=n.length,o=r.length,f=Math.min(i,o),u=new Array(i),l=0;l<f;++l)for(var a=n[l],c=r[l],h=a.length,s=u[l]=new Array(h),m,d=0;d<h;++d)(m=a[d]||c[d])&&(s[d]=m);for(;l<i;++l)u[l]=n[l];return new b(u,this._parents)}function Vn(){for(var t=this._groups,e=-1,n=t.length;++e<n;)for(var r=t[e],i=r.length-1,o=r[i],f;--i>=0;)(f=r[i])&&(o&&f.compareDocumentPosition(o)^4&&o.parentNode.insertBefore(f,o),o=f);return this}function Xn(t){t||(t=no);function e(h,s){return h&&s?t(h.__data__,s.__data__):!h-!s}for(var n=this._groups,r=n.length,i=new Array(r),o=0;o<r;++o){for(var f=n[o],u=f.length,l=i[o]=new Array(u),a,c=0;c<u;++c)(a=f[c])&&(l[c]=a);l.sort(e)}return new b(i,this._parents).order()}function no(t,e){return t<e?-1:t>e?1:t>=e?0:NaN}function Yn(){var t=arguments[0];return arguments[0]=this,t.apply(null,arguments),this}function Un(){return Array.from(this)}function Qn(){for(var t=this._groups,e=0,n=t.length;e<n;++e)for(var r=t[e],i=0,o=r.length;i<o;++i){var f=r[i];if(f)return f}return null}function Zn(){let t=0;for(let e of this)++t;return t}function Kn(){return!this.node()}function Gn(t){for(var e=this._groups,n=0,r=e.length;n<r;++n)for(var i=e[n],o=0,f=i.length,u;o<f;++o)(u=i[o])&&t.call(u,u.__data__,o,i);return this}function ro(t){return function(){this.removeAttribute(t)}}function io(t){return function(){this.removeAttributeNS(t.space,t.local)}}function oo(t,e){return function(){this.setAttribute(t,e)}}function fo(t,e){return function(){this.setAttributeNS(t.space,t.local,e)}}function uo(t,e){return function(){var n=e.apply(this,arguments);n==null?this.removeAttribute(t):this.setAttribute(t,n)}}function ao(t,e){return function(){var n=e.apply(this,arguments);n==null?this.removeAttributeNS(t.space,t.local):this.setAttributeNS(t.space,t.local,n)}}function Wn(t,e){var n=Dt(t);if(arguments.length<2){var r=this.node();return n.local?r.getAttributeNS(n.space,n.local):r.getAttribute(n)}return this.each((e==null?n.local?io:ro:typeof e=="function"?n.local?ao:uo:n.local?fo:oo)(n,e))}function Yt(t){return t.ownerDocument&&t.ownerDocument.defaultView||t.document&&t||t.defaultView}function lo(t){return function(){this.style.removeProperty(t)}}function so(t,e,n){return function(){this.style.setProperty(t,e,n)}}function co(t,e,n){return function(){var r=e.apply(this,arguments);r==null?this.style.removeProperty(t):this.style.setProperty(t,r,n)}}function Jn(t,e,n){return arguments.length>1?this.each((e==null?lo:typeof e=="function"?co:so)(t,e,n??"")):ho(this.node(),t)}function ho(t,e){return t.style.getPropertyValue(e)||Yt(t).getComputedStyle(t,null).getPropertyValue(e)}function mo(t){return function(){delete this[t]}}function po(t,e){return function(){this[t]=e}}function go(t,e){return function(){var n=e.apply(this,arguments);n==null?delete this[t]:this[t]=n}}function jn(t,e){return arguments.length>1?this.each((e==null?mo:typeof e=="function"?go:po)(t,e)):this.node()[t]}function tr(t){return t.trim().split(/^|\s+/)}function _e(t){return t.classList||new er(t)}function er(t){this._node=t,this._names=tr(t.getAttribute("class")||"")}er.prototype={add:function(t){var e=this._names.indexOf(t);e<0&&(this._names.push(t),this._node.setAttribute("class",this._names.join(" ")))},remove:function(t){var e=this._names.indexOf(t);e>=0&&(this._names.splice(e,1),this._node.setAttribute("class",this._names.join(" ")))},contains:function(t){return this._names.indexOf(t)>=0}};function nr(t,e){for(var n=_e(t),r=-1,i=e.length;++r<i;)n.add(e[r])}function rr(t,e){for(var n=_e(t),r=-1,i=e.length;++r<i;)n.remove(e[r])}function xo(t){return function(){nr(this,t)}}function yo(t){return function(){rr(this,t)}}function wo(t,e){return function(){(e.apply(this,arguments)?nr:rr)(this,t)}}function ir(t,e){var n=tr(t+"");if(arguments.length<2){for(var r=_e(this.node()),i=-1,o=n.length;++i<o;)if(!r.contains(n[i]))return!1;return!0}return this.each((typeof e=="function"?wo:e?xo:yo)(n,e))}function bo(){this.textContent=""}function _o(t){return function(){this.textContent=t}}function Mo(t){return function(){var e=t.apply(this,arguments);this.textContent=e??""}}function or(t){return arguments.length?this.each(t==null?bo:(typeof t=="function"?Mo:_o)(t)):this.node().textContent}function vo(){this.innerHTML=""}function Ao(t){return function(){this.innerHTML=t}}function No(t){return function(){var e=t.apply(this,arguments);this.innerHTML=e??""}}function fr(t){return arguments.length?this.each(t==null?vo:(typeof t=="function"?No:Ao)(t)):this.node().innerHTML}function ko(){this.nextSibling&&this.parentNode.appendChild(this)}function ur(){return this.each(ko)}function $o(){this.previousSibling&&this.parentNode.insertBefore(this,this.parentNode.firstChild)}function ar(){return this.each($o)}function lr(t){var e=typeof t=="function"?t:it(t);return this.select(function(){return this.appendChild(e.apply(this,arguments))})}function So(){return null}function sr(t,e){var n=typeof t=="function"?t:it(t),r=e==null?So:typeof e=="function"?e:Ht(e);return this.select(function(){return this.insertBefore(n.apply(this,arguments),r.apply(this,arguments)||null)})}function Eo(){var t=this.parentNode;t&&t.removeChild(this)}function cr(){return this.each(Eo)}function Ro(){var t=this.cloneNode(!1),e=this.parentNode;return e?e.insertBefore(t,this.nextSibling):t}function Co(){var t=this.cloneNode(!0),e=this.parentNode;return e?e.insertBefore(t,this.nextSibling):t}function hr(t){return this.select(t?Co:Ro)}function mr(t){return arguments.length?this.property("__data__",t):this.node().__data__}function qo(t){return function(e){t.call(this,e,this.__data__)}}function Lo(t){return t.trim().split(/^|\s+/).map(function(e){var n="",r=e.indexOf(".");return r>=0&&(n=e.slice(r+1),e=e.slice(0,r)),{type:e,name:n}})}function Po(t){return function(){var e=this.__on;if(e){for(var n=0,r=-1,i=e.length,o;n<i;++n)o=e[n],(!t.type||o.type===t.type)&&o.name===t.name?this.removeEventListener(o.type,o.listener,o.options):e[++r]=o;++r?e.length=r:delete this.__on}}}function Io(t,e,n){return function(){var r=this.__on,i,o=qo(e);if(r){for(var f=0,u=r.length;f<u;++f)if((i=r[f]).type===t.type&&i.name===t.name){this.removeEventListener(i.type,i.listener,i.options),this.addEventListener(i.type,i.listener=o,i.options=n),i.value=e;return}}this.addEventListener(t.type,o,n),i={type:t.type,name:t.name,value:e,listener:o,options:n},r?r.push(i):this.__on=[i]}}function dr(t,e,n){var r=Lo(t+""),i,o=r.length,f;if(arguments.length<2){var u=this.node().__on;if(u){for(var l=0,a=u.length,c;l<a;++l)for(i=0,c=u[l];i<o;++i)if((f=r[i]).type===c.type&&f.name===c.name)return c.value}return}for(u=e?Io:Po,i=0;i<o;++i)this.each(u(r[i],e,n));return this}function pr(t,e,n){var r=Yt(t),i=r.CustomEvent;typeof i=="function"?i=new i(e,n):(i=r.document.createEvent("Event"),n?(i.initEvent(e,n.bubbles,n.cancelable),i.detail=n.detail):i.initEvent(e,!1,!1)),t.dispatchEvent(i)}function Fo(t,e){return function(){return pr(this,t,e)}}function Oo(t,e){return function(){return pr(this,t,e.apply(this,arguments))}}function gr(t,e){return this.each((typeof e=="function"?Oo:Fo)(t,e))}function*xr(){for(var t=this._groups,e=0,n=t.length;e<n;++e)for(var r=t[e],i=0,o=r.length,f;i<o;++i)(f=r[i])&&(yield f)}var Me=[null];function b(t,e){this._groups=t,this._parents=e}function To(){return new b([[document.documentElement]],Me)}function zo(){return this}b.prototype=To.prototype={constructor:b,select:Rn,selectAll:qn,selectChild:Pn,selectChildren:In,filter:Fn,data:zn,enter:On,exit:Bn,join:Dn,merge:Hn,selection:zo,order:Vn,sort:Xn,call:Yn,nodes:Un,node:Qn,size:Zn,empty:Kn,each:Gn,attr:Wn,style:Jn,property:jn,classed:ir,text:or,html:fr,raise:ur,lower:ar,append:lr,insert:sr,remove:cr,clone:hr,datum:mr,on:dr,dispatch:gr,[Symbol.iterator]:xr};function gt(t){return typeof t=="string"?new b([[document.querySelector(t)]],[document.documentElement]):new b([[t]],Me)}function ve(t){return gt(it(t).call(document.documentElement))}function U(t){return function(){return t}}var xt=Math.PI,Ae=2*xt,Q=1e-6,Bo=Ae-Q;function yr(t){this._+=t[0];for(let e=1,n=t.length;e<n;++e)this._+=arguments[e]+t[e]}function Do(t){let e=Math.floor(t);if(!(e>=0))throw new Error(`invalid digits: ${t}`);if(e>15)return yr;let n=10**e;return function(r){this._+=r[0];for(let i=1,o=r.length;i<o;++i)this._+=Math.round(arguments[i]*n)/n+r[i]}}function wr(t,e,n,r){return t===n&&e===r}function Ho(t){let e=Math.floor(t);if(!(e<=15))return wr;let n=10**e,r=function(i){return Math.round(i*n)};return function(i,o,f,u){return r(i)===r(f)&&r(o)===r(u)}}var ot=class{constructor(e){this._x0=this._y0=this._x1=this._y1=null,this._="",this._append=e==null?yr:Do(e),this._equal=e==null?wr:Ho(e)}moveTo(e,n){this._append`M${this._x0=this._x1=+e},${this._y0=this._y1=+n}`}closePath(){this._x1!==null&&(this._x1=this._x0,this._y1=this._y0,this._append`Z`)}lineTo(e,n){this._append`L${this._x1=+e},${this._y1=+n}`}quadraticCurveTo(e,n,r,i){this._append`Q${+e},${+n},${this._x1=+r},${this._y1=+i}`}bezierCurveTo(e,n,r,i,o,f){this._append`C${+e},${+n},${+r},${+i},${this._x1=+o},${this._y1=+f}`}arcTo(e,n,r,i,o){if(e=+e,n=+n,r=+r,i=+i,o=+o,o<0)throw new Error(`negative radius: ${o}`);let f=this._x1,u=this._y1,l=r-e,a=i-n,c=f-e,h=u-n,s=c*c+h*h;if(this._x1===null)this._append`M${this._x1=e},${this._y1=n}`;else if(s>Q)if(!(Math.abs(h*l-a*c)>Q)||!o)this._append`L${this._x1=e},${this._y1=n}`;else{let m=r-f,d=i-u,p=l*l+a*a,y=m*m+d*d,x=Math.sqrt(p),_=Math.sqrt(s),v=o*Math.tan((xt-Math.acos((p+s-y)/(2*x*_)))/2),w=v/_,A=v/x;Math.abs(w-1)>Q&&this._append`L${e+w*c},${n+w*h}`,this._append`A${o},${o},0,0,${+(h*m>c*d)},${this._x1=e+A*l},${this._y1=n+A*a}`}}arc(e,n,r,i,o,f){if(e=+e,n=+n,r=+r,f=!!f,r<0)throw new Error(`negative radius: ${r}`);let u=r*Math.cos(i),l=r*Math.sin(i),a=e+u,c=n+l,h=1^f,s=f?i-o:o-i;if(this._x1===null?this._append`M${a},${c}`:(Math.abs(this._x1-a)>Q||Math.abs(this._y1-c)>Q)&&this._append`L${a},${c}`,!!r){if(s<0&&(s=s%Ae+Ae),s>Bo)this._append`A${r},${r},0,1,${h},${e-u},${n-l}A${r},${r},0,1,${h},${this._x1=a},${this._y1=c}`;else if(s>Q){let m=e+r*Math.cos(o),d=n+r*Math.sin(o);if(s>=xt&&this._equal(a,c,m,d)){s/=2;let p=i+s;this._append`A${r},${r},0,${+(s>=xt)},${h},${e+r*Math.cos(p)},${n+r*Math.sin(p)}`}this._append`A${r},${r},0,${+(s>=xt)},${h},${this._x1=m},${this._y1=d}`}}}rect(e,n,r,i){this._append`M${this._x0=this._x1=+e},${this._y0=this._y1=+n}h${r=+r}v${+i}h${-r}Z`}toString(){return this._}};function Vo(){return new ot}Vo.prototype=ot.prototype;function br(t){let e=3;return t.digits=function(n){if(!arguments.length)return e;if(n==null)e=null;else{let r=Math.floor(n);if(!(r>=0))throw new RangeError(`invalid digits: ${n}`);e=r}return t},()=>new ot(e)}var il=Array.prototype.slice;function _r(t){return typeof t=="object"&&"length"in t?t:Array.from(t)}function Mr(t){this._context=t}Mr.prototype={areaStart:function(){this._line=0},areaEnd:function(){this._line=NaN},lineStart:function(){this._point=0},lineEnd:function(){(this._line||this._line!==0&&this._point===1)&&this._context.closePath(),this._line=1-this._line},point:function(t,e){switch(t=+t,e=+e,this._point){case 0:this._point=1,this._line?this._context.lineTo(t,e):this._context.moveTo(t,e);break;case 1:this._point=2;default:this._context.lineTo(t,e);break}}};function vr(t){return new Mr(t)}function Ar(t){return t[0]}function Nr(t){return t[1]}function Ne(t,e){var n=U(!0),r=null,i=vr,o=null,f=br(u);t=typeof t=="function"?t:t===void 0?Ar:U(t),e=typeof e=="function"?e:e===void 0?Nr:U(e);function u(l){var a,c=(l=_r(l)).length,h,s=!1,m;for(r==null&&(o=i(m=f())),a=0;a<=c;++a)!(a<c&&n(h=l[a],a,l))===s&&((s=!s)?o.lineStart():o.lineEnd()),s&&o.point(+t(h,a,l),+e(h,a,l));if(m)return o=null,m+""||null}return u.x=function(l){return arguments.length?(t=typeof l=="function"?l:U(+l),u):t},u.y=function(l){return arguments.length?(e=typeof l=="function"?l:U(+l),u):e},u.defined=function(l){return arguments.length?(n=typeof l=="function"?l:U(!!l),u):n},u.curve=function(l){return arguments.length?(i=l,r!=null&&(o=i(r)),u):i},u.context=function(l){return arguments.length?(l==null?r=o=null:o=i(r=l),u):r},u}return Cr(Xo);})();

// betas.js
// Figure "Betas": what is guaranteed, and what is not, over the plane of both betas.

const LEVELS = [1.1, 1.5, 2, 3, 5, 10, 20];

function renderBetas({ model, el }) {
  el.classList.add("live-widget");
  const controls = [
    presets(model, "Betas", [
      ["Adam’s defaults", { beta1: 0.9, beta2: 0.999 }],
      ["0.9, 0.95", { beta1: 0.9, beta2: 0.95 }],
      ["0.9, 0.98", { beta1: 0.9, beta2: 0.98 }],
      ["equal", { beta1: 0.95, beta2: 0.95 }],
      ["RMSProp: 0, 0.99", { beta1: 0, beta2: 0.99 }],
    ]),
    slider(model, "beta1", "β₁", BETA1),
    slider(model, "beta2", "β₂", BETA2),
  ];
  const form = element("div", { class: "live-controls" }, ...controls.map(({ node }) => node));
  const picture = element("div", { class: "live-picture" });
  const words = element("dl", { class: "live-facts", "aria-live": "polite" });
  el.append(form, element("div", { class: "live-beside" }, picture, words));
  let map;
  return keepDrawn(model, ["beta1", "beta2"], picture, (width) => {
    for (const { update } of controls) update();
    const [beta1, beta2] = [model.get("beta1"), model.get("beta2")];
    const facts = betasFacts(beta1, beta2);
    words.replaceChildren(
      ...facts.flatMap(([name, fact]) => [element("dt", {}, name), element("dd", {}, fact)]),
    );
    if (map?.width !== width) {
      map = drawPlane(width);
      picture.replaceChildren(map.svg.node());
      followHand(map, model);
    }
    const said = facts.map(([name, fact]) => `${name}: ${fact}.`).join(" ");
    map.svg.attr("aria-label", `Exact bound on a step over the plane of betas. ${said}`);
    map.point.attr("transform", `translate(${map.x(1 - beta1)},${map.y(1 - beta2)})`);
  });
}

function betasFacts(beta1, beta2) {
  const bound = stepBound(beta1, beta2);
  const peak = overshoot(beta1, beta2);
  const steps = (beta) => (beta === 0 ? "none" : `${show(halfLife(beta))} steps`);
  return [
    [
      "Exact bound",
      Number.isFinite(bound)
        ? `${show(bound)} α, in the long run`
        : "none: steps can grow without end",
    ],
    [
      "Without the corrections",
      peak.t === Infinity
        ? "never longer than with them"
        : `up to ${show(peak.value)} times as long, at t\u00a0=\u00a0${peak.t}`,
    ],
    ["Half-life of m", steps(beta1)],
    ["Half-life of v", steps(beta2)],
  ];
}

function drawPlane(width) {
  const margin = { left: 54, right: 10, top: 12, bottom: 44 };
  const height = Math.round(Math.min(width, 420) * 0.86);
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("role", "img");
  svg.attr("width", width).attr("height", height).attr("class", "live-plane");
  const x = d3.scaleLog([1e-3, 1], [margin.left, width - margin.right]).clamp(true);
  const y = d3.scaleLog([1e-4, 0.5], [height - margin.bottom, margin.top]).clamp(true);

  const [left, right] = x.range();
  const [bottom, top] = y.range();
  svg
    .append("rect")
    .attr("class", "live-most")
    .attr("x", left)
    .attr("y", top)
    .attr("width", right - left)
    .attr("height", bottom - top);

  // A band a level, the widest first; above the last curve, beta2 = beta1², there is no bound.
  const aways = Array.from({ length: 121 }, (_, i) => 10 ** (-3 + i / 40));
  const line = d3.line();
  const curve = (side, level) =>
    aways.map((away) => [x(away), y(boundLevel(1 - away, level)[side])]);
  const border = curve(1, Infinity);
  for (const level of [...LEVELS].reverse()) {
    const band = [...curve(0, level), ...curve(1, level).reverse()];
    svg.append("path").attr("d", `${line(band)}Z`).attr("class", "live-level");
  }
  svg.append("path").attr("d", `${line(border)}V${top}H${left}Z`).attr("class", "live-none");
  const inside = border.filter(([, height]) => height > top);
  svg.append("path").attr("d", line(inside)).attr("class", "live-border");
  return { svg, x, y, width, point: decorate(svg, x, y) };
}

/** Axes, names of lines and regions, and last the point. */
function decorate(svg, x, y) {
  const ticks = (axis, values) => axis.tickValues(values).tickFormat(String);
  drawAxis(svg, ticks(d3.axisBottom(x), [0.001, 0.01, 0.1, 1]), 0, y.range()[0]);
  drawAxis(svg, ticks(d3.axisLeft(y), [0.0001, 0.001, 0.01, 0.1]), x.range()[0], 0);
  const text = (words, left, base, anchor) => {
    const label = svg.append("text").attr("class", "live-text").attr("text-anchor", anchor);
    return label.attr("x", left).attr("y", base).text(words);
  };
  text("1 − β₁", (x.range()[0] + x.range()[1]) / 2, y.range()[0] + 38, "middle");
  text("1 − β₂", x.range()[0] + 8, y.range()[1] + 16, "start");

  const ends = [1e-3, 0.5];
  svg
    .append("line")
    .attr("x1", x(ends[0]))
    .attr("y1", y(ends[0]))
    .attr("x2", x(ends[1]))
    .attr("y2", y(ends[1]))
    .attr("class", "live-equal");
  const middle = [x(0.03), y(0.03)];
  const slope = (Math.atan2(y(0.5) - y(1e-3), x(0.5) - x(1e-3)) * 180) / Math.PI;
  text("equal betas: bound 1", 0, 0, "middle").attr(
    "transform",
    `translate(${middle}) rotate(${slope}) translate(0,16)`,
  );
  text("no bound", x(0.006), y(0.12), "middle");
  // Each level named where it crosses the right edge, where beta1 = 0 and the bound is 1/√(1 - β₂).
  for (const level of LEVELS) {
    const at = level ** -2;
    if (at < 0.4) text(`${level} α`, x.range()[1] - 5, y(at) + 4, "end");
  }
  const point = svg.append("g").attr("class", "live-point");
  point.append("circle").attr("r", 22).attr("class", "live-grip");
  point.append("circle").attr("r", 7).attr("class", "live-dot");
  return point;
}

/** A tap moves the point, and so does dragging; a finger beside the point scrolls the page. */
function followHand({ svg, x, y, point }, model) {
  const move = (event) => {
    const box = svg.node().getBoundingClientRect();
    model.set("beta1", betaAt(Math.log10(x.invert(event.clientX - box.left))));
    model.set("beta2", betaAt(Math.log10(y.invert(event.clientY - box.top))));
    model.save_changes();
  };
  let held = false;
  svg.on("pointerdown", (event) => {
    held = event.pointerType !== "touch" || point.node().contains(event.target);
    if (!held) return;
    svg.node().setPointerCapture(event.pointerId);
    event.preventDefault();
    move(event);
  });
  svg.on("pointermove", (event) => held && move(event));
  svg.on("pointerup pointercancel", () => (held = false));
  svg.on("click", move);
}

// stream.js
// Figure "Gradient stream": what Adam makes of six kinds of gradients.

const NAMES = {
  constant: "constant",
  noise: "noise",
  spike: "spike after silence",
  burst: "burst after silence",
  growth: "growth by 5 % a step",
  worst: "worst case",
};
const SAYINGS = {
  constant: () => "The same gradient at every step.",
  noise: () => "Independent normal gradients of mean 0.",
  spike: () => "A single gradient between two silences.",
  burst: () => "Up to twelve equal gradients between two silences.",
  growth: () => "Each gradient is 1.05 times the one before.",
  worst: (beta1, beta2) =>
    beta1
      ? `Each gradient is β₂/β₁ = ${show(beta2 / beta1)} times the one before: no stream does worse.`
      : "Silence, and one gradient at the end: no stream does worse.",
};
const STEPS = {
  min: 1,
  max: 3,
  step: 0.05,
  toTrait: (x) => Math.round(10 ** x),
  toSlider: Math.log10,
};
const STREAM_KEYS = ["stream", "beta1", "beta2", "steps"];

function renderStream({ model, el }) {
  el.classList.add("live-widget");
  const controls = [
    choice(model, "stream", "Gradients", NAMES),
    slider(model, "steps", "Steps", STEPS),
    slider(model, "beta1", "β₁", BETA1),
    slider(model, "beta2", "β₂", BETA2),
    presets(model, "Betas", [
      ["Adam’s defaults", { beta1: 0.9, beta2: 0.999 }],
      ["no momentum", { beta1: 0, beta2: 0.999 }],
      ["equal betas", { beta1: 0.95, beta2: 0.95 }],
    ]),
  ];
  const form = element("div", { class: "live-controls" }, ...controls.map(({ node }) => node));
  const picture = element("div", { class: "live-picture" });
  const words = element("p", { class: "live-words", "aria-live": "polite" });
  el.append(form, picture, words);
  return keepDrawn(model, STREAM_KEYS, picture, (width) => {
    for (const { update } of controls) update();
    const data = streamData(...STREAM_KEYS.map((key) => model.get(key)));
    words.textContent = describe(data);
    picture.replaceChildren(drawStream(data, width));
  });
}

function streamData(stream, beta1, beta2, steps) {
  const g = STREAMS[stream](steps, beta1, beta2);
  const bound = g.map((_, i) => stepBound(beta1, beta2, i + 1));
  const saying = SAYINGS[stream](beta1, beta2);
  return { g, bound, name: NAMES[stream], saying, ...adam(g, beta1, beta2) };
}

/** The longest of the steps, and when it was taken first. */
function longest(steps) {
  const value = Math.max(...steps.map(Math.abs));
  return { value, t: steps.findIndex((step) => Math.abs(step) >= value * (1 - 1e-12)) + 1 };
}

function describe({ g, step, uncorrected, bound, saying }) {
  const length = ({ value, t }) => `${show(value)}\u00a0α (t\u00a0=\u00a0${t})`;
  const [best, raw] = [longest(step), longest(uncorrected)];
  return (
    `${saying} Longest step: ${length(best)} with the corrections, ${length(raw)} without. ` +
    `After ${g.length} steps no stream whatever can force more than ${show(bound.at(-1))}\u00a0α ` +
    "on the corrected rule."
  );
}

function drawStream(data, width) {
  const margin = { left: 44, right: 104 };
  const panels = [
    {
      title: "Gradient, and its average",
      height: 110,
      lines: [
        ["g", data.g, "ink"],
        ["m", data.m, "raw"],
        ["m̂, corrected", data.mHat, "fine"],
      ],
    },
    {
      title: "Average of its square",
      height: 90,
      lines: [
        ["v", data.v, "raw"],
        ["v̂, corrected", data.vHat, "fine"],
      ],
    },
    {
      title: "Step, in units of α",
      height: 190,
      lines: [
        ["uncorrected", data.uncorrected, "raw"],
        ["corrected", data.step, "fine"],
        ["exact bound", data.bound, "bound"],
      ],
    },
  ];
  const gap = 40;
  const total = panels.reduce((sum, { height }) => sum + height + gap, 0) + 22;
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${total}`).attr("role", "img");
  svg.attr("width", width).attr("height", total);
  const name = `Gradients, their averages and Adam’s steps: ${data.name}.`;
  svg.attr("aria-label", `${name} ${describe(data)}`);
  const x = d3.scaleLinear([1, data.g.length], [margin.left, width - margin.right]);
  let top = 0;
  for (const panel of panels) {
    top += gap;
    drawPanel(svg, panel, x, top, width - margin.right);
    top += panel.height;
  }
  const ticks = d3.axisBottom(x).ticks(width < 500 ? 4 : 8, "d");
  drawAxis(svg, ticks, 0, top);
  svg.append("text").attr("x", width - margin.right + 22).attr("y", top + 18).text("step t");
  return svg.node();
}

function drawPanel(svg, { title, height, lines }, x, top, right) {
  const y = d3.scaleLinear(heights(lines), [top + height, top]);
  svg.append("text").attr("x", 0).attr("y", top - 14).attr("class", "live-title").text(title);
  drawAxis(svg, d3.axisLeft(y).ticks(height / 40), x.range()[0], 0);
  rule(svg, x.range(), y(0));
  const [low, high] = y.domain();
  const labels = [];
  for (const [name, values, look] of lines) {
    const path = d3
      .line()
      .defined((value) => low <= value && value <= high)
      .x((_, i) => x(i + 1))
      .y((value) => y(value));
    const draw = (heights) =>
      svg.append("path").attr("d", path(heights)).attr("class", `live-line live-${look}`);
    draw(values);
    if (look === "bound" && low < 0) draw(values.map((height) => -height));
    const beyond = values.at(-1) > high;
    labels.push({ name: beyond ? `${name} ↑` : name, look, y: y(beyond ? high : values.at(-1)) });
  }
  for (const label of spread(labels, 15, top + 2, top + height))
    svg
      .append("text")
      .attr("x", right + 8)
      .attr("y", label.y + 4)
      .attr("class", `live-text live-${label.look}`)
      .text(label.name);
}

/** From the lowest to the highest value; a bound is shown as far as it is near the rest. */
function heights(lines) {
  const values = lines.filter(([, , look]) => look !== "bound").flatMap(([, values]) => values);
  const bound = lines.filter(([, , look]) => look === "bound").flatMap(([, values]) => values);
  const high = Math.max(...values, 0);
  const low = Math.min(...values, 0);
  const reach = Math.max(high, -low) * 2;
  const top = Math.max(high, Math.min(reach, Math.max(...bound)));
  const room = (top - low) * 0.06;
  return [low < 0 ? Math.min(low, -Math.min(reach, Math.max(...bound))) - room : 0, top + room];
}

function rule(svg, [left, right], y) {
  svg.append("path").attr("d", `M${left},${y}H${right}`).attr("class", "live-rule");
}

// page.js
// In the published page: every placeholder becomes a live figure, with no kernel behind it.

const FIGURES = { stream: renderStream, betas: renderBetas };

/** What a figure asks of anywidget's model, kept in the page. */
function pageModel(state) {
  const watchers = {};
  return {
    get: (key) => state[key],
    set(key, value) {
      if (state[key] === value) return;
      state[key] = value;
      for (const watcher of watchers[`change:${key}`] ?? []) watcher();
    },
    on: (event, watcher) => (watchers[event] ??= new Set()).add(watcher),
    off: (event, watcher) => watchers[event]?.delete(watcher),
    save_changes() {},
  };
}

function upgrade(css) {
  const hosts = document.querySelectorAll(".live-figure[data-figure]");
  if (!hosts.length) return;
  const sheet = new CSSStyleSheet(); // a <style> the page's policy would forbid
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
  for (const host of hosts) {
    const el = element("div");
    host.append(el);
    FIGURES[host.dataset.figure]({ model: pageModel(JSON.parse(host.dataset.state)), el });
    for (const still of host.querySelectorAll("img")) still.remove(); // last, if nothing failed
  }
}

upgrade(".live-widget {\n  container-type: inline-size;\n  --live-fine: #0072b2;\n  --live-raw: #d55e00;\n  --live-limit: #009e73;\n  --live-point: #b0508c;\n  --live-paper: var(--pst-color-background, var(--jp-layout-color0, #fff));\n  font-size: 0.9375rem;\n  line-height: 1.45;\n  text-align: left;\n}\n.live-figure { margin: 1.5rem 0 2rem; }\nfigure .live-figure { margin: 0; }\nhtml[data-theme=\"dark\"] .live-widget,\nbody[data-jp-theme-light=\"false\"] .live-widget,\nbody.vscode-dark .live-widget,\nhtml[theme=\"dark\"] .live-widget {\n  --live-fine: #5db2e8;\n  --live-raw: #f2914a;\n  --live-limit: #35c79c;\n  --live-point: #e08fc0;\n  --live-paper: var(--pst-color-background, var(--jp-layout-color0, #14181e));\n}\n.live-controls {\n  display: grid;\n  gap: 0.5rem 1.75rem;\n  grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));\n  margin-bottom: 0.75rem;\n}\n.live-slider, .live-choice {\n  align-items: center;\n  display: grid;\n  gap: 0.6rem;\n  grid-template-columns: auto 4.2em minmax(0, 1fr);\n  margin: 0;\n  min-height: 2.25rem;\n}\n.live-choice { grid-template-columns: auto minmax(0, 1fr); }\n.live-value { font-variant-numeric: tabular-nums; text-align: right; }\n.live-slider input {\n  accent-color: var(--live-fine);\n  height: 1.75rem;\n  margin: 0;\n  min-width: 0;\n  width: 100%;\n}\n.live-choice select, .live-presets button {\n  background: transparent;\n  border: 1px solid color-mix(in srgb, currentColor 35%, transparent);\n  border-radius: 0.25rem;\n  color: inherit;\n  font: inherit;\n  min-height: 2.25rem;\n  padding: 0.2rem 0.6rem;\n}\n.live-choice option { background: var(--live-paper); }\n.live-presets { display: flex; flex-wrap: wrap; gap: 0.5rem; grid-column: 1 / -1; }\n.live-presets button { cursor: pointer; }\n.live-presets button:hover { border-color: var(--live-fine); }\n.live-presets button[aria-pressed=\"true\"] {\n  background: color-mix(in srgb, var(--live-fine) 16%, transparent);\n  border-color: var(--live-fine);\n}\n.live-widget .live-words, .live-widget .live-beside .live-facts { margin: 0.5rem 0 0; }\n.live-beside {\n  align-items: start;\n  display: grid;\n  gap: 1rem 1.75rem;\n  grid-template-columns: minmax(0, 1fr);\n}\n@container (min-width: 36rem) {\n  .live-beside { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }\n}\n.live-facts dt { font-weight: 400; font-size: 0.875rem; opacity: 0.8; }\n.live-widget .live-beside .live-facts dd { font-weight: 600; margin: 0 0 0.75rem; }\n\n.live-picture { min-width: 0; overflow: hidden; }\n.live-picture svg { display: block; height: auto; max-width: 100%; }\n.live-picture text { fill: currentColor; font: 12.5px/1 system-ui, sans-serif; }\n.live-picture text.live-title { font-weight: 600; }\n.live-axis :is(path, line) { stroke: currentColor; opacity: 0.4; }\n.live-rule { stroke: currentColor; opacity: 0.25; }\n.live-line { fill: none; stroke-linejoin: round; stroke-width: 1.8; }\n.live-ink { stroke: currentColor; opacity: 0.45; stroke-width: 1.2; }\n.live-fine { stroke: var(--live-fine); }\n.live-raw { stroke: var(--live-raw); stroke-dasharray: 5 3; }\n.live-bound { stroke: var(--live-limit); stroke-width: 1.3; }\n.live-picture text.live-text { stroke: none; opacity: 1; }\n/* Words need more contrast than lines. */\n.live-picture text.live-fine { fill: color-mix(in srgb, var(--live-fine), currentColor 25%); }\n.live-picture text.live-raw { fill: color-mix(in srgb, var(--live-raw), currentColor 25%); }\n.live-picture text.live-bound { fill: color-mix(in srgb, var(--live-limit), currentColor 25%); }\n\n.live-plane { cursor: crosshair; user-select: none; }\n.live-most { fill: color-mix(in srgb, var(--live-fine) 66%, var(--live-paper)); }\n.live-none { fill: var(--live-paper); }\n.live-border { fill: none; stroke: currentColor; stroke-dasharray: 2 3; stroke-width: 1.2; }\n.live-level { fill: var(--live-paper); fill-opacity: 0.3; }\n.live-equal { stroke: var(--live-limit); stroke-width: 2; }\n.live-grip { cursor: grab; fill: transparent; touch-action: none; }\n.live-dot {\n  fill: var(--live-point);\n  pointer-events: none;\n  stroke: var(--live-paper);\n  stroke-width: 2;\n}\n");
})();
